-- A percentile of all observations of a cell, taken anew at every level (the smallest observation that so many per cent do not exceed).
-- Of fewer than 20 observations there is none: it would be one resident's. Reads result (numerator: the observation), combo_cell, level,
-- rolled and percentile (of_hundred); replaces rolled.
create or replace temp table recounted as
select
    level.grain, period_of(level.grain, counted_on(result.grain, result.date)) as period, combo_cell.cell,
    count(*) as observations,
    list_sort(list(result.numerator))[greatest(1, (count(*) * (select any_value(of_hundred) from percentile) + 99) // 100)] as number
from result
join combo_cell on combo_cell.combo = result.combo
join level on level.level = combo_cell.level and base_of(level.grain) = combo_cell.base and rank_of(result.grain) <= rank_of(combo_cell.base)
where result.numerator is not null
group by all;

create or replace temp table rolled as
select rolled.* replace (
    case when rolled.status < 'missing'::status and recounted.observations >= 20 then recounted.number end as numerator,
    case when rolled.status < 'missing'::status and recounted.observations between 1 and 19 then 'suppressed'::status else rolled.status end as status,
    null as low,
    null as high)
from rolled left join recounted using (grain, period, cell);
