-- Where each objective's path has a measure by the end of each period. Reads figure and objective; fills figure.target and gathered.objective_expected.
-- straight: in proportion to the days gone; seasonal: that, times the period's share of the year before the baseline; steps: the last one reached.
create or replace temp table target_path as
with mine as (
    from objective where refused is null and measure = (select any_value(measure) from figure)
),
span as (
    select objective, grain, unnest(generate_series(period_of(grain, baseline_on), greatest(target_date, (select today from moment)),
        case grain when 'month' then interval 1 month when 'quarter' then interval 3 month else interval 1 year end))::date as period
    from mine
),
season as (
    select mine.objective, month(figure.period) as month, avg(figure.value) as value
    from mine
    join figure on figure.grain = mine.grain and figure.service = mine.service and figure.area = mine.area and figure.channel = 'all' and figure.platform = 'all'
        and period_end(figure.grain, figure.period) <= mine.baseline_on and period_end(figure.grain, figure.period) > mine.baseline_on - interval 1 year
    where mine.path = 'seasonal'
    group by mine.objective, month(figure.period)
),
usual as (
    select objective, avg(value) as value from season group by objective having count(value) = case any_value((select grain from mine where mine.objective = season.objective)) when 'month' then 12 when 'quarter' then 4 else 1 end
),
step as (
    select objective, try_cast(trim(split_part(part, '=', 1)) as date) as day, try_cast(trim(split_part(part, '=', 2)) as double) as value
    from (select objective, unnest(string_split(steps, ';')) as part from mine where path = 'steps')
    union all
    select objective, target_date, target from mine where path = 'steps'
)
select
    mine.objective, mine.grain, mine.service, mine.area, mine.target_date, span.period,
    case mine.path
        when 'steps' then coalesce((select arg_max(step.value, step.day) from step where step.objective = mine.objective and step.day <= period_end(mine.grain, span.period)), mine.baseline)
        else (mine.baseline + (mine.target - mine.baseline) * greatest(0, least(1, (period_end(mine.grain, span.period) - mine.baseline_on) / (mine.target_date - mine.baseline_on)::double)))
            * case when mine.path = 'seasonal' then season.value / nullif(usual.value, 0) else 1 end
    end as expected
from mine
join span on span.objective = mine.objective
left join season on season.objective = mine.objective and season.month = month(span.period)
left join usual on usual.objective = mine.objective;

insert into gathered.objective_expected
select target_path.objective, target_path.period, figure.value, figure.status, target_path.expected
from target_path
left join figure on figure.grain = target_path.grain and figure.period = target_path.period and figure.service = target_path.service and figure.area = target_path.area
    and figure.channel = 'all' and figure.platform = 'all';

update figure set target = goal.expected
from (
    select grain, service, area, period, arg_min(expected, target_date) as expected
    from target_path where period <= target_date group by all
) as goal
where figure.grain = goal.grain and figure.period = goal.period and figure.service = goal.service and figure.area = goal.area and figure.channel = 'all' and figure.platform = 'all';
