-- title: Newcastle libraries, reserved items of July to September 2008 (second sheet of the year's workbook)
-- dataset: reservation_quarters
-- files: ../../../../shared/data/newcastle-libraries/reserved-items-satisfaction-times/Reservation satisfaction times 2008.xls
-- format: {xls: {sheet: "Jul - Sep 2008", skip_rows: 2, footer: "^(Total satisfied|%)"}}
-- columns: {Total reservations: integer, resv_sat_1: integer, resv_sat_3: integer}
-- mode: merge
-- owner: libraries@newcastle.example

select
    date '2008-07-01'       as quarter_from,     -- in no cell, only in the sheet's name
    "Total reservations"    as reservations,
    resv_sat_1              as within_7_days,
    resv_sat_3              as within_30_days,
    _row
from raw
