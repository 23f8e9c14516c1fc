-- title: Ticket orders (invented)
-- dataset: service_bookings
-- files: files/orders-*.csv
-- files_are: parts
-- columns: {ordered: date, tickets: integer}
-- absent: zero
-- mode: replace
-- owner: events@council.example

select
    ordered                     as date,
    'events'                    as service,
    coalesce(ward, 'unknown')   as area,
    'web'                       as channel,
    order_number                as reference,
    tickets                     as booked
from raw
