-- title: LEEDS 2023 ticket orders
-- dataset: service_bookings
-- files: ../../../../shared/data/leeds-2023/data/metrics/events/tickets/orders.csv
-- format: {csv: {delimiter: ","}}
-- columns: {created_at: datetime, number_of_tickets: integer}
-- absent: zero                              # a day without an order had none
-- mode: replace                             # a full snapshot: what vanished upstream vanishes here
-- owner: data@leeds2023.example

select
    created_at::date            as date,
    'events'                    as service,
    coalesce(ward_code, 'unknown') as area,
    'web'                       as channel,
    event_id                    as reference,     -- no order number in the file
    sum(number_of_tickets)      as booked,
    count(*)                    as orders,
    list(_row)                  as _row
from raw
group by all
