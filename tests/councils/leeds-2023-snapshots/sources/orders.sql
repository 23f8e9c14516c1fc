-- title: LEEDS 2023 ticket orders, three deliveries of the whole
-- dataset: service_bookings
-- files: ../../../../shared/data/leeds-2023/snapshots/orders/*.csv
-- files_are: snapshots                      # five columns in the first, eight in the last
-- format: {csv: {delimiter: ","}}
-- columns: {created_at: datetime, number_of_tickets: integer}
-- absent: zero
-- mode: replace
-- owner: data@leeds2023.example

select
    created_at::date            as date,
    'events'                    as service,
    coalesce(ward_code, 'unknown') as area,
    'web'                       as channel,
    event_id                    as reference,
    sum(number_of_tickets)      as booked,
    count(*)                    as orders,
    list(_row)                  as _row
from raw
group by all
