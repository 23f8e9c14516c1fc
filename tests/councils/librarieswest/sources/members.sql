-- title: LibrariesWest, members by library ('*' = below 5)
-- dataset: service_members
-- files: ../../../../shared/data/librarieswest/latest/membership/members.csv
-- format: {csv: {delimiter: ",", marks: {"*": {status: suppressed, from: 1, to: 4}}}}
-- columns: {users: integer}
-- absent: missing                           # a level: no snapshot is not no members
-- mode: replace
-- as_at: 2021-07-18                         # a snapshot file has no date of its own
-- owner: librarieswest@council.example

select
    _as_at                      as date,
    'libraries'                 as service,
    'place:' || regexp_replace(lower(registered_library), '[^a-z0-9]+', '-', 'g') as area,
    case when bool_and(users_status = 'ok') then sum(users) end as members,
    sum(users_low)              as members_low,
    sum(users_high)             as members_high,
    case when bool_or(users_status = 'suppressed') then 'suppressed' else 'ok' end as status,
    list(_row)                  as _row
from raw
group by all
