-- title: Newcastle libraries, reserved items of April to June (first sheet of each year's workbook)
-- dataset: reservation_quarters
-- files: "../../../../shared/data/newcastle-libraries/reserved-items-satisfaction-times/Reservation satisfaction times 200[6-9].xls"
-- files_are: parts
-- format: {xls: {skip_rows: 2}}
-- columns: {Total reservations: integer, resv_sat_1: integer, resv_sat_3: integer}
-- mode: merge
-- owner: libraries@newcastle.example

select
    make_date(regexp_extract(_file, '(\d{4})\.xls$', 1)::int, 4, 1)  as quarter_from,
    "Total reservations"    as reservations,
    resv_sat_1              as within_7_days,
    resv_sat_3              as within_30_days,
    _row
from raw
where "Total reservations" is not null       -- below it, the same again as sums and shares
