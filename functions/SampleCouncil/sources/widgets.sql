-- title: The bin day widget on other sites, by day (invented)
-- dataset: widget_days
-- files: exports/widgets/widgets.csv
-- format: {csv: {delimiter: ","}}
-- columns: {date: date, loads: integer, clicks: integer, starts: integer}
-- absent: missing
-- schedule: "0 0 5 * * *"
-- mode: replace
-- owner: web@sampleton.example

select
    widget,
    host,
    date,
    loads,
    clicks,
    starts      as service_starts,
    _row
from raw
