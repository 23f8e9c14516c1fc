-- title: FixMyStreet reports by area, category and month; the month is in the file name
-- dataset: service_request_days
-- files: files/fixmystreet/*.csv
-- files_are: parts
-- format: {csv: {delimiter: ","}}
-- columns: {reports: integer}
-- absent: zero
-- mode: replace
-- owner: streets@council.example

select
    strptime(regexp_extract(_file, '(\d{4}-\d{1,2})[.]csv$', 1), '%Y-%m')::date   as date,
    'month'                                 as grain,
    'street-reports'                        as service,
    lad                                     as area,
    'partner'                               as channel,
    category                                as subtype,
    reports                                 as opened,
    _row
from raw
