-- Reads published, areas and fact_measures (kind). Only figures as published. Residents are those of the kind of area that the measure's own figures
-- name (ward, LSOA …): of areas within areas the inner ones. A fifth that no figure names is missing, and it is told: those are the last to see.
with named as (
    select distinct published.measure, areas.type
    from published join areas using (area)
    where published.level in ('area', 'service_area') and areas.deprivation_quintile between 1 and 5
),
living as (
    select named.measure, areas.area, areas.parent, areas.deprivation_quintile as quintile, areas.population
    from named
    join areas on areas.type is not distinct from named.type
    cross join moment
    where areas.deprivation_quintile between 1 and 5 and coalesce(areas.closed_on >= today, true)
),
people as (
    select measure, quintile, case when count(*) = count(population) then sum(population) end as residents
    from living
    where not exists (from living as inner_area where inner_area.measure = living.measure and inner_area.parent = living.area)
    group by measure, quintile
),
asked as (
    select distinct published.measure, grain, period, service, quintile, residents
    from published
    join people using (measure)
    where level in ('quintile', 'service_quintile') and area <> 'other' and grain in ('quarter', 'financial_year')
),
figure as (
    select
        asked.*,
        'quintile:' || asked.quintile as area,
        published.value,
        coalesce(published.status::varchar, 'missing') as status,
        published.area is null as unnamed,
        fact_measures.title,
        fact_measures.kind in ('count', 'level') as counted
    from asked
    join fact_measures using (measure)
    left join published on published.measure = asked.measure and published.grain = asked.grain and published.period = asked.period and published.service = asked.service
        and published.level = case when asked.service = 'all' then 'quintile' else 'service_quintile' end and published.area = 'quintile:' || asked.quintile
),
shared as (
    select
        *,
        case when counted then 1000 * value / nullif(residents, 0) end as per_1000,
        case when counted and count(*) over five = count(value) over five then value / nullif(sum(value) over five, 0) end as share,
        case when count(*) over five = count(residents) over five then residents / nullif(sum(residents) over five, 0) end as residents_share
    from figure
    window five as (partition by measure, grain, period, service)
),
compared as (
    select
        *,
        share / nullif(residents_share, 0) as reached,
        case when counted then per_1000 else value end / nullif(arg_max(case when counted then per_1000 else value end, quintile) over (partition by measure, grain, period, service), 0) as against_least
    from shared
)
select
    measure, grain, period, service, area, quintile, value, status, residents, per_1000, share, residents_share, reached,
    case when reached < 0.8 then 'under' when reached > 1.25 then 'over' when reached is not null then 'in_line' end as reach,
    against_least,
    case
        when unnamed then 'No figure names any area of this fifth.'
        when value is null then concat('Not known here: ', status, '.')
        when reached is not null then concat(round(100 * share, 1), ' % of ', lower(title), '; ', round(100 * residents_share, 1), ' % of the residents.')
        when counted and share is null then 'Not compared: another fifth is not known.'
        when counted then 'Not compared: areas.csv does not say how many people live in each area.'
    end as note
from compared
order by measure, grain, period, service, quintile
