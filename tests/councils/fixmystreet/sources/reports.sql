-- title: FixMyStreet reports by council and month; the month is in the file name
-- dataset: service_request_days
-- files: ../../../../shared/data/fixmystreet-lad-counts/raw/*/SHEF_C/*.csv
-- files_are: parts
-- format: {csv: {delimiter: ","}}
-- columns: {reports: integer, unique_users: integer}
-- absent: zero                              # a council and month without a row had no reports
-- mode: replace
-- owner: streets@council.example

select
    strptime(regexp_extract(_file, '(\d{4}-\d{1,2})\.csv$', 1), '%Y-%m')::date as date,
    'month'                     as grain,
    'street-reports'            as service,
    lad                         as area,
    case when _file like '%/cobrand/%' then 'web' else 'partner' end as channel,
    SHEF_C_CODE                 as subtype,
    reports                     as opened,
    _row
from raw
