-- Reads objective, gathered.objective_expected, fact_measures (complete_to) and campaigns.
with latest as (
    select
        o.objective,
        max(e.period) as period,
        arg_max(e.value, e.period) as value,
        arg_max(e.status, e.period) as status,
        arg_max(e.expected, e.period) as expected
    from objective o
    join gathered.objective_expected e using (objective)
    join fact_measures m on m.measure = o.measure
    where e.value is not null and e.expected is not null and period_end(o.grain, e.period) <= m.complete_to
    group by o.objective
),
judged as (
    select
        o.*, latest.period, latest.value, latest.status, latest.expected,
        (latest.value - o.baseline) / nullif(latest.expected - o.baseline, 0) as progress
    from objective o
    left join latest using (objective)
)
select
    objective,
    title,
    purpose,
    measure,
    service,
    area,
    baseline,
    baseline_on,
    target,
    target_date,
    path,
    grain,
    period,
    value,
    expected as expected_now,
    progress,
    case
        when refused is not null or value is null then 'not_judged'
        when direction * (value - expected) >= 0 then 'green'
        when progress >= amber_from then 'amber'
        else 'red'
    end as rag,
    concat('On a ', path, ' path from ', round(baseline, 4), ' on ', baseline_on, ' to ', round(target, 4), ' by ', target_date,
        case when expected is not null then concat(', it should be at ', round(expected, 4), ' by ', period_end(grain, period)) else '' end,
        '. Green: there or better. Amber: at least ', round(100 * amber_from)::integer, ' % of the change expected by then. Red: less.') as rule,
    case
        when refused is not null then refused
        when value is null then 'No whole period since the baseline has a figure.'
    end as reason,
    status,
    unit,
    (select count(*) from campaigns where campaigns.objective = judged.objective) as campaigns,
    owner
from judged
order by objective
