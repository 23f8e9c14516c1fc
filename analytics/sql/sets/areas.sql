-- Reads areas, special and used.
select
    area,
    coalesce(given.name, special.title, area) as name,
    given.type,
    given.parent,
    given.successor,
    given.population,
    given.deprivation_quintile,
    given.opened_on,
    given.closed_on
from (select area from areas union select member from used where dimension = 'area' union select member from special)
left join areas as given using (area)
left join special on special.member = area
order by special.rank nulls last, area
