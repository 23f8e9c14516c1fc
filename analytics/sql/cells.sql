-- The cells of every published table and roll-up, and the combinations each is made of.
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

create or replace temp table member as
select combo_class.base, level.level, cell.cell, placed.combo, combo_class.class, coalesce(class.absent_zero, false) as absent_zero
from placed
join cell using (level, service, area, channel, platform)
join (select distinct base_of(grain) as base, level from level) as level using (level)
join combo_class on combo_class.combo = placed.combo and combo_class.base = level.base
left join class on class.class = combo_class.class;
