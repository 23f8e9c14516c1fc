-- The cells of every published table and roll-up, and the units each is made of.
-- Reads combo, combo_class, level (grain, level, service, area, channel, platform, leaf) and ancestor.

-- An area the council does not list is other; so is one outside every area of the type rolled up to.
create or replace temp table placed as
select
    level.level,
    combo.combo,
    case when level.service then combo.service else 'all' end as service,
    case
        when level.area is null then 'all'
        when combo.area in ('unknown', 'not_broken_down', 'other') or not exists (from areas) then combo.area
        when areas.area is null then 'other'
        when level.area = 'area' then combo.area
        else coalesce(case when areas.type = level.area then combo.area end, ancestor.above, 'other')
    end as area,
    case when level.channel then combo.channel else 'all' end as channel,
    case when level.platform then combo.platform else 'all' end as platform
from combo
cross join (select distinct level, service, area, channel, platform from level) as level
left join areas on areas.area = combo.area
left join ancestor on ancestor.area = combo.area and ancestor.type = level.area;

create or replace temp table cell as
select row_number() over () as cell, *
from (select distinct level, service, area, channel, platform from placed);

-- Combinations that are always added up together, by the finest table they can appear in: those in the same cells, asked for the same
-- days. One of which something was not offered stays by itself, since then its silence is not asked for either.
create or replace temp table unit as
select base, combo, class, cells, dense_rank() over (order by base, class, cells, alone) as unit
from (
    select combo_class.base, combo_class.combo, combo_class.class, list(cell.cell order by cell.cell) as cells, case when combo.not_offered then combo.combo end as alone
    from placed
    join cell using (level, service, area, channel, platform)
    join (select distinct base_of(grain) as base, level from level) as level using (level)
    join combo_class on combo_class.combo = placed.combo and combo_class.base = level.base
    join combo on combo.combo = placed.combo
    group by all
);

create or replace temp table member as
select unit.base, cell.level, cell.cell, unit.unit, unit.class, unit.combos, coalesce(class.absent_zero, false) as absent_zero
from (select base, unit, class, unnest(any_value(cells)) as cell, count(*) as combos from unit group by base, unit, class) as unit
join cell using (cell)
left join class using (class);

-- Rows of each unit added up by period. A coarse row never counts in a finer table.
create or replace temp macro added_up(base_grain) as table
    select
        base_grain as grain,
        period_of(base_grain, counted_on(reading.grain, reading.date)) as period,
        unit.unit,
        sum(reading.numerator) as numerator,
        sum(reading.denominator) as denominator,
        sum(reading.low) as low,
        sum(reading.high) as high,
        bool_or(reading.hidden) as hidden,
        bool_or(reading.unbounded) as unbounded,
        max(reading.status) as status,
        sum(reading.given) as given,
        sum(reading.withheld) as withheld,
        sum(reading.not_offered) as not_offered
    from reading
    join unit on unit.combo = reading.combo and unit.base = base_grain
    where rank_of(reading.grain) <= rank_of(base_grain)
    group by all;
