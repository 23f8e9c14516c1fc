-- title: Bank holidays in England and Wales, by GOV.UK
-- dataset: calendar
-- http:
--   url: https://www.gov.uk/bank-holidays.json
--   records: '"england-and-wales".events'
--   paginate: {none: true}
-- columns: {date: date}
-- schedule: "0 0 3 * * 1"
-- mode: merge
-- owner: performance@council.example

select
    date                as date,
    'bank_holiday'      as kind,
    title               as name,
    null                as area,
    _row
from raw
