-- title: LEEDS 2023 programme, one row per project
-- dataset: campaigns
-- files: ../../../../shared/data/leeds-2023/data/metrics/events/master/all.csv
-- format: {csv: {delimiter: ",", marks: {"": missing}}}
-- columns: {start_date: date, end_date: date}
-- mode: replace
-- owner: programme@leeds2023.example

select
    'leeds2023-' || regexp_replace(lower(project_name), '[^a-z0-9]+', '-', 'g') as campaign,
    project_name                as title,
    'event'                     as kind,
    min(start_date)             as starts_on,
    max(coalesce(end_date, start_date)) as ends_on,
    list(_row)                  as _row
from raw
where project_name is not null and status = '01 - Greenlit'
group by all
