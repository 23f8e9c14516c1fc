-- Reads areas, special and used.
with fifth(area, title) as (values
    ('quintile:1', 'Most deprived fifth'), ('quintile:2', 'Second most deprived fifth'), ('quintile:3', 'Middle fifth by deprivation'),
    ('quintile:4', 'Second least deprived fifth'), ('quintile:5', 'Least deprived fifth'))
select
    area,
    coalesce(given.name, special.title, fifth.title, area) as name,
    case when fifth.area is not null then 'quintile' else given.type end as type,
    given.parent,
    given.successor,
    given.population,
    given.deprivation_quintile,
    given.opened_on,
    given.closed_on
from (select area from areas union select member from gathered.used where dimension = 'area' union select member from special)
left join areas as given using (area)
left join special on special.member = area
left join fifth using (area)
order by special.rank nulls last, area
