-- What the largest contributors gave of every amount, added up anew for every cell, level and period: one who pays on many days and in many areas is one.
-- Refunds are taken off what the same contributor paid; what is left counts by its size, whichever way it went.
-- Reads contribution, combo_cell and level; makes dominance (total: what all gave; largest, second; together: what the $largest largest gave).
create or replace temp table dominance as
select grain, period, cell, total::bigint as total, top[1]::bigint as largest, coalesce(top[2], 0)::bigint as second, list_sum(top[1:$largest])::bigint as together
from (
    select grain, period, cell, sum(amount) as total, max(amount, 10) as top
    from (
        select level.grain, period_of(level.grain, counted_on(contribution.grain, contribution.date)) as period, combo_cell.cell, contributor, abs(sum(numerator)) as amount
        from contribution
        join combo_cell on combo_cell.combo = contribution.combo
        join level on level.level = combo_cell.level and base_of(level.grain) = combo_cell.base and rank_of(contribution.grain) <= rank_of(combo_cell.base)
        where numerator is not null and status <> 'suppressed' and (denominator is not null or (select kind <> 'ratio' from measured))
        group by all
    )
    group by all
)
where total > 0;
