-- title: Leisure centre door counter (invented)
-- dataset: service_visits
-- files: exports/visits/leisure-counter.csv
-- format: {csv: {delimiter: ",", marks: {"": missing}}}
-- columns: {Day: date, In: integer}
-- absent: missing                           # an empty cell: the counter was broken
-- schedule: "0 0 5 * * *"
-- mode: replace
-- owner: leisure@sampleton.example

select
    'leisure'               as service,
    'place:leisure-centre'  as area,
    "Day"                   as date,
    "In"                    as visits,
    "In_status"             as status,
    _row
from raw
