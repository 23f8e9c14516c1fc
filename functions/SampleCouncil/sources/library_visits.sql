-- title: Visits to libraries, monthly return (invented)
-- dataset: service_visits
-- files: exports/visits/libraries-*.csv
-- files_are: snapshots                      # each return has every month again, the last ones restated
-- format: {csv: {delimiter: ",", skip_rows: 1}}
-- drift: {ignore: '^\d{4}-\d{2}$'}
-- absent: missing
-- schedule: "0 0 6 * * *"
-- mode: replace
-- owner: libraries@sampleton.example

select
    'libraries'                         as service,
    p.place                             as area,
    strptime(month, '%Y-%m')::date      as date,
    'month'                             as grain,
    try_cast(n as bigint)               as visits,      -- an empty cell: the counter was broken
    case when try_cast(n as bigint) is null then 'missing' else 'ok' end as status,
    _row
from raw unpivot include nulls (n for month in (columns('^\d{4}-\d{2}$'))) as wide
left join data.sites p on p.site = wide.Library
