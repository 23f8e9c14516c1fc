-- Once per publication, before the measures: what the council set out to reach, and which of it can be judged.
-- Reads objectives and fact_known (measure, stage, unit, better, instead); makes objective.
create or replace temp table objective as
select
    o.objective,
    coalesce(o.title, o.objective) as title,
    o.purpose,
    o.measure,
    coalesce(o.service, 'all') as service,
    coalesce(o.area, 'all') as area,
    o.baseline,
    coalesce(o.baseline_on, (o.target_date - interval 1 year)::date) as baseline_on,
    o.target,
    o.target_date,
    coalesce(o.path, 'straight') as path,
    o.steps,
    coalesce(o.grain, 'month') as grain,
    coalesce(o.amber_from, 0.5) as amber_from,
    o.owner,
    known.unit,
    case when o.target > o.baseline then 1 when o.target < o.baseline then -1 when known.better = 'lower' then -1 else 1 end as direction,
    case
        when o.measure is null then 'It names no measure: bind it to one that tells what changed for residents.'
        when known.measure is null then concat('No measure has the id ''', o.measure, '''.')
        when known.stage in ('outcome', 'impact') or (known.stage = 'out_take' and o.purpose in ('warn', 'explain')) then
            case
                when o.baseline is null or o.target is null or o.target_date is null then 'It says no baseline, target or target_date, so nobody can tell whether it is reached.'
                when coalesce(o.baseline_on, o.target_date - interval 1 year) >= o.target_date then 'Its target_date is not after its baseline_on.'
                when o.path = 'steps' and o.steps is null then 'Its path is steps, and it says none.'
            end
        else concat('''', o.measure, ''' is an ', known.stage, ' measure: it tells what was done or noticed, not what changed. Use ', known.instead, '.')
    end as refused
from objectives o
left join fact_known as known on known.measure = o.measure
where o.objective is not null;
