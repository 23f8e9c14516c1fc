-- title: LibrariesWest, reservations by the month they were placed and the council they are picked up in
-- dataset: service_bookings
-- files: ../../../../shared/data/librarieswest/latest/usage/reservations_summary.csv
-- format: {csv: {delimiter: ","}}
-- columns: {reservations: integer}
-- absent: zero
-- mode: replace
-- owner: librarieswest@council.example

select
    strptime(month_placed || '-01', '%Y-%m-%d')::date as date,
    'month'                     as grain,
    'libraries'                 as service,
    'place:' || regexp_replace(lower(pickup_authority), '[^a-z0-9]+', '-', 'g') as area,
    'from ' || lower(item_authority) as reference,
    reservations                as booked,
    _row
from raw
