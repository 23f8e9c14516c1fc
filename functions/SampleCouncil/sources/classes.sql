-- title: Classes held (invented)
-- dataset: service_sessions
-- files: exports/classes/classes.csv
-- format: {csv: {delimiter: ","}}
-- columns: {Date: date, Capacity: integer, Attended: integer, "No show": integer}
-- absent: zero                              # a day without a class had none
-- schedule: "0 15 5 * * *"
-- mode: replace
-- owner: leisure@sampleton.example

select
    p.service               as service,
    p.place                 as area,
    raw.Date                as date,
    Class                   as reference,
    Capacity                as capacity,
    Attended                as attended,
    "No show"               as no_show,
    _row
from raw
left join data.sites p on p.site = raw.Site
