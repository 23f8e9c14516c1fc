-- title: Door counters of libraries, a file a day
-- dataset: service_visits
-- files: files/doors/*.csv
-- files_are: changes
-- format: {csv: {delimiter: ";", skip_rows: 1}}
-- columns: {Day: {date: "%d.%m.%Y"}, In: integer, Out: integer}
-- absent: missing
-- mode: merge
-- owner: libraries@council.example

select
    Day                                     as date,
    'libraries'                             as service,
    'place:' || lower(Door)                 as area,
    sum("In")                               as visits,
    list(_row)                              as _row
from raw
group by all
