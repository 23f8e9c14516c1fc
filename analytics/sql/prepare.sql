-- Once per publication: what a period is, which areas lie in which, and which days each source has delivered.
-- Reads the views coverage and areas and the table moment (as_of, today, minimum_coverage).

-- First and last day of a period; a financial year begins on 1 April.
create or replace temp macro period_of(grain, day) as case grain
    when 'day' then day
    when 'week' then date_trunc('week', day)::date
    when 'month' then date_trunc('month', day)::date
    when 'quarter' then date_trunc('quarter', day)::date
    when 'financial_year' then make_date(year(day) - (month(day) < 4)::int, 4, 1)
    when 'year' then make_date(year(day), 1, 1)
end;

create or replace temp macro period_end(grain, period) as case grain
    when 'day' then period
    when 'week' then period + 6
    when 'month' then (period + interval 1 month)::date - 1
    when 'quarter' then (period + interval 3 month)::date - 1
    else (period + interval 1 year)::date - 1
end;

-- The day that decides which period a row of that grain counts in: of a week, its Thursday.
create or replace temp macro counted_on(grain, day) as case grain when 'week' then day + 3 else day end;

create or replace temp macro days_in(grain, day) as
    case grain when 'day' then 1 when 'week' then 7 else day(last_day(day)) end;

-- The finest table a period of that grain is rolled up from.
create or replace temp macro base_of(grain) as case when grain in ('day', 'week') then grain else 'month' end;

-- Rank of a row's grain: a row counts in tables of its own rank or above.
create or replace temp macro rank_of(grain) as case grain when 'day' then 1 when 'week' then 2 else 3 end;

-- The nearest area of each type above an area, and the fifth of the country by deprivation that it belongs to: figures roll up to both.
-- A depth limit ends a circle of parents. A place lies in an area, but those who come to it may not: it has a fifth only if it is given one.
create or replace temp table ancestor as
with recursive up(area, above, depth) as (
    select area, parent, 1 from areas where parent is not null
    union all
    select up.area, areas.parent, up.depth + 1
    from up join areas on areas.area = up.above
    where areas.parent is not null and up.depth < 9
)
select up.area, areas.type, first(up.above order by up.depth) as above
from up join areas on areas.area = up.above
where areas.type is not null
group by up.area, areas.type
union all
select area, 'quintile', 'quintile:' || deprivation_quintile
from areas
where deprivation_quintile between 1 and 5;

create or replace temp table delivered_day as
select source, dataset, day, bool_or(provisional) as provisional
from (
    select
        source,
        dataset,
        unnest(generate_series(from_date, to_date, interval 1 day))::date as day,
        coalesce(provisional_until >= (select today from moment), false) as provisional
    from coverage
    where from_date is not null and to_date is not null
)
group by source, dataset, day;

-- What each source has delivered at all, and what a silent day of it means.
create or replace temp table source_span as
select source, dataset, min(from_date) as first_day, max(to_date) as last_day, bool_and(absent = 'zero') as absent_zero
from coverage
where from_date is not null and to_date is not null
group by source, dataset;

-- Members of every dimension: no dimension of a figure is null.
create or replace temp table special as
from (values
    ('all', 'All', 1),
    ('not_broken_down', 'Not broken down', 2),
    ('unknown', 'Unknown', 3),
    ('other', 'Other', 4)
) as special(member, title, rank);

-- What an hour of staff time costs by unit_costs, by role (null: where the work is not told), and from which day to which: at the rate of any role until the role has its own.
create or replace temp macro hour_rate() as table
with given as (
    select role, gbp, low, high, price_year, origin, effective_from from unit_costs where basis = 'hour' and service is null
),
begun as (
    select role, min(effective_from) as first_day from given where role is not null group by role
),
worked as (
    select unnest(enum_range(null::enum('publish', 'monitor', 'moderate', 'facilitate', 'create', 'analyse')))::varchar as role union all select null
)
select
    worked.role, gbp, coalesce(low, gbp) as low, coalesce(high, gbp) as high, price_year, origin, effective_from,
    lead(effective_from, 1, date '9999-12-31') over (partition by worked.role order by effective_from) as until
from worked
left join begun on begun.role = worked.role
join given on given.role is not distinct from worked.role or (given.role is null and given.effective_from < coalesce(begun.first_day, date '9999-12-31'));
