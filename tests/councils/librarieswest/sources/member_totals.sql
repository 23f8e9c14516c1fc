-- title: LibrariesWest, members by library as its summary tells them, to hold the counts by small area against
-- dataset: control_totals
-- files: ../../../../shared/data/librarieswest/latest/membership/members_summary.csv
-- format: {csv: {delimiter: ","}}
-- columns: {users: integer}
-- mode: replace
-- owner: librarieswest@council.example

select
    'members'                   as source,
    'service_members'           as dataset,
    'members'                   as column_name,
    date '2021-07-18'           as from_date,     -- the day of both snapshots
    date '2021-07-18'           as to_date,
    'place:' || regexp_replace(lower(name), '[^a-z0-9]+', '-', 'g') as area,
    users                       as total,
    'warn'                      as level,
    'members_summary.csv'       as origin
from raw
