-- title: leeds2023.co.uk, page views by day
-- dataset: web_days
-- files: ../../../../shared/data/leeds-2023/data/metrics/web_analytics/daily_page_views.csv
-- format: {csv: {delimiter: ",", marks: {"": missing}}}
-- columns: {day: date, event_count: decimal, total_users: decimal}
-- absent: missing                           # blank before 5 November 2022: nothing was collected
-- mode: replace
-- owner: web@leeds2023.example

select
    'leeds2023.co.uk'       as site,
    null                    as page_group,
    null                    as referral,
    day                     as date,
    event_count::bigint     as views,
    total_users::bigint     as users,
    event_count_status      as status,
    _row
from raw
