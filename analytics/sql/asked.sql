-- Which sources deliver each combination, and so which combinations are asked for the same days.
-- Reads shown, combo, measured (kind), level (grain, level, service, area, channel, platform, leaf), delivered_by (dataset, source, grain,
-- service, area, channel, platform, account; null: any) and account_life (account, service, area, platform, opened_on, closed_on); makes
-- combo_source, combo_class and class.

create or replace temp table combo_source as from sources_of('combo', 'shown', 'delivered_by');

-- An area or account that is closed, or not yet open, is asked for nothing.
create or replace temp table combo_life as
select
    combo.combo,
    greatest(areas.opened_on, coalesce(account.opened_on, accounts.opened_on)) as opened_on,
    least(areas.closed_on, coalesce(account.closed_on, accounts.closed_on)) as closed_on
from combo
left join areas on areas.area = combo.area
left join account_life as account on account.account = combo.item
left join account_life as accounts on accounts.account is null and combo.item is null
    and accounts.service = combo.service and accounts.area = combo.area and accounts.platform = combo.platform;

-- Combinations asked for the same days, by the finest table they can appear in: few, whatever the number of combinations.
create or replace temp table combo_class as
select base, combo, dense_rank() over (order by base, hash(sources), weekly, opened_on, closed_on) as class, sources, weekly, opened_on, closed_on
from (
    select
        base.grain as base,
        combo_source.combo,
        list(distinct combo_source.source || '/' || combo_source.dataset order by combo_source.source || '/' || combo_source.dataset) as sources,
        base.grain = 'month' and bool_or(combo_source.grain = 'week') and (select kind <> 'level' from measured) as weekly,
        combo_life.opened_on,
        combo_life.closed_on
    from combo_source
    join combo_life using (combo)
    join (values ('day'), ('week'), ('month')) as base(grain) on rank_of(combo_source.grain) <= rank_of(base.grain)
    where base.grain in (select base_of(grain) from level)
    group by base.grain, combo_source.combo, combo_life.opened_on, combo_life.closed_on
);

create or replace temp table class as
select
    combo_class.base,
    combo_class.class,
    bool_and(source_span.absent_zero) and (select kind <> 'level' from measured) as absent_zero,
    any_value(combo_class.weekly) as weekly,
    min(source_span.first_day) as first_day,
    any_value(combo_class.opened_on) as opened_on,
    least((select today from moment) - 1, any_value(combo_class.closed_on)) as last_day
from (select distinct base, class, sources, weekly, opened_on, closed_on from combo_class) as combo_class
join source_span on list_contains(combo_class.sources, source_span.source || '/' || source_span.dataset)
group by combo_class.base, combo_class.class;
