-- title: Newcastle libraries, visits by branch and month (wide file)
-- dataset: service_visits
-- files: ../../../../shared/data/newcastle-libraries/visitor-figures/2008-onwards-monthly-visits.csv
-- format: {csv: {delimiter: ",", marks: {"": missing}}}
-- drift: {ignore: '^\d{4}-\d{1,2}$'}
-- absent: missing                           # June 2020 to March 2021 have no column
-- mode: replace
-- owner: libraries@newcastle.example

select
    'libraries'                 as service,
    'place:newcastle-' || lower(replace(Library, ' ', '-')) as area,
    strptime(month, '%Y-%m')::date as date,      -- reads 2023-1 as well as 2023-01
    'month'                     as grain,
    try_cast(n as bigint)       as visits,       -- blank: no data; 0: closed
    case when try_cast(n as bigint) is null then 'missing' else 'ok' end as status,
    _row
from raw unpivot include nulls (n for month in (columns('^\d{4}-\d{1,2}$')))
