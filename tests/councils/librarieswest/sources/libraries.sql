-- title: LibrariesWest, its libraries and the councils they belong to
-- dataset: areas
-- files: ../../../../shared/data/librarieswest/latest/membership/members.csv
-- format: {csv: {delimiter: ","}}
-- mode: replace
-- owner: librarieswest@council.example

select distinct
    'place:' || regexp_replace(lower(registered_library), '[^a-z0-9]+', '-', 'g')       as area,
    registered_library                                                                  as name,
    'place'                                                                             as type,
    'place:' || regexp_replace(lower(registered_authority), '[^a-z0-9]+', '-', 'g')     as parent
from raw
union all
select distinct 'place:' || regexp_replace(lower(registered_authority), '[^a-z0-9]+', '-', 'g'), registered_authority, 'authority', null
from raw
