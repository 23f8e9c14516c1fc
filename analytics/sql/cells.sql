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

create or replace temp table combo_cell as
select combo_class.base, case combo_class.base when 'month' then 'month' else 'day' end as span, placed.combo, combo_class.class, cell.cell, cell.level
from placed
join cell using (level, service, area, channel, platform)
join (select distinct base_of(grain) as base, level from level) as level using (level)
join combo_class on combo_class.combo = placed.combo and combo_class.base = level.base;

-- Combinations that are always added up together: those in the same cells, asked for the same days; one span for days and weeks, one for
-- months. Cells are told from others by a sum of hashes, which no two sets of them share by chance. Of one that was never offered silence is not asked for: those are together. One of which something was not offered and something was stays by itself,
-- since its silence is as it last spoke.
create or replace temp table unit as
select span, combo, dense_rank() over (order by span, cells, alone) as unit
from (
    select combo_cell.span, combo, (sum(hash(combo_cell.base, combo_cell.class, combo_cell.cell)), count(*)) as cells, case when combo.never_offered then 0 when combo.not_offered then combo end as alone
    from combo_cell join combo using (combo)
    group by combo_cell.span, combo, combo.not_offered, combo.never_offered
);

create or replace temp table member as
select combo_cell.base, combo_cell.level, combo_cell.cell, unit.unit, combo_cell.class, count(*) as combos, coalesce(any_value(class.absent_zero), false) as absent_zero
from combo_cell
join unit using (span, combo)
left join class using (class)
group by combo_cell.base, combo_cell.level, combo_cell.cell, unit.unit, combo_cell.class;

-- What was said (said or day_said), and of how many days: a figure or bounds given, a figure withheld, or one not offered.
create or replace temp macro told(source, of_span) as table
    select
        * exclude (span, grain, period, rows, days, given, hidden, unbounded, status, numerator, denominator, low, high),
        period as day,
        case when given then numerator end as numerator,
        case when given then denominator end as denominator,
        case when given or hidden then low end as low,
        case when given or hidden then high end as high,
        hidden and unbounded as unbounded,
        case when given or hidden then status end as status,
        case when given or hidden then days else 0 end as given,
        case when given or hidden or status = 'not_offered' then 0 else days end as withheld,
        case when not given and not hidden and status = 'not_offered' then days else 0 end as not_offered
    from (select *, status = 'suppressed' as hidden, rows * days_in(grain, period) as days from query_table(source) where span = of_span);

-- Rows (day, unit, and what they say) added up by unit and period.
create or replace temp macro added_up(rows, by_grain) as table
    select
        by_grain as grain,
        period_of(by_grain, day) as period,
        unit,
        sum(numerator) as numerator,
        sum(denominator) as denominator,
        sum(low) as low,
        sum(high) as high,
        bool_or(unbounded) as unbounded,
        max(status) as status,
        sum(given) as given,
        sum(withheld) as withheld,
        sum(not_offered) as not_offered
    from query_table(rows)
    group by all;
