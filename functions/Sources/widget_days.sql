-- title: Council widgets on other sites, exported by host and day
-- dataset: widget_days
-- files: files/widgets/*.csv
-- files_are: changes
-- format: {csv: {delimiter: ","}}
-- columns: {date: date, loads: integer, clicks: integer, starts: integer}
-- absent: zero
-- mode: merge
-- owner: web@council.example

select
    widget              as widget,
    lower(host)         as host,
    raw.date            as date,
    loads               as loads,
    clicks              as clicks,
    starts              as service_starts,
    _row
from raw
