-- title: Bank holidays of England and Wales, from gov.uk
-- dataset: calendar
-- files: ../../../../shared/data/calendars-uk/govuk-bank-holidays_2025-07-06_from-2019.json
-- format: {json: {records: '"england-and-wales".events'}}
-- columns: {date: date}
-- mode: merge                               # gov.uk drops old years; they stay here
-- owner: data@leeds2023.example

select
    date,
    'bank_holiday'      as kind,
    title               as name,
    'K04000001'         as area,
    _row
from raw
