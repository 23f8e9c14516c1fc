-- title: Newcastle libraries, enquiries by branch and month (wide file)
-- dataset: service_contacts
-- files: ../../../../shared/data/newcastle-libraries/enquiries/2008-onwards-monthly-enquiries.csv
-- format: {csv: {delimiter: ",", marks: {"": missing}}}
-- drift: {ignore: '^\d{4}-\d{1,2}$'}
-- absent: missing                           # June 2020 to March 2021 have no column
-- breaks:
--   - {column: contacts, from: 2018-04-09, note: Enquiry redefined more narrowly}
--   - {column: contacts, from: 2018-09-01, note: Enquiry redefined again}
-- mode: replace
-- owner: libraries@newcastle.example

select
    strptime(month, '%Y-%m')::date as date,      -- reads 2023-1 as well as 2023-01
    'month'                     as grain,
    'libraries'                 as service,
    'place:newcastle-' || lower(replace(Library, ' ', '-')) as area,
    null                        as channel,      -- face to face, phone, e-mail and social together
    null                        as reason,
    try_cast(n as bigint)       as contacts,     -- cells unpivoted in the SQL escape row-by-row typing
    case when try_cast(n as bigint) is null then 'missing' else 'ok' end as status,
    _row
from raw unpivot include nulls (n for month in (columns('^\d{4}-\d{1,2}$')))
