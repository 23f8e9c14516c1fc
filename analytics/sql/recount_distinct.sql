-- Different members, counted anew at every level: what is distinct in two parts may be the same in both. Nothing here adds parts.
-- Reads result (member), combo_cell, level and rolled; replaces rolled.
create or replace temp table recounted as
select level.grain, period_of(level.grain, counted_on(result.grain, result.date)) as period, combo_cell.cell, count(distinct result.member) as number
from result
join combo_cell on combo_cell.combo = result.combo
join level on level.level = combo_cell.level and base_of(level.grain) = combo_cell.base and rank_of(result.grain) <= rank_of(combo_cell.base)
where result.member is not null
group by all;

create or replace temp table rolled as
select rolled.* replace (case when rolled.status < 'missing'::status then coalesce(recounted.number, 0) end as numerator)
from rolled left join recounted using (grain, period, cell);
