-- Which sources deliver each combination, and so which days are asked of it and delivered.
-- Reads shown, combo, measured (kind), level (grain, level, service, area, channel, platform, leaf), delivered_by (dataset, source, grain,
-- service, area, channel, platform, account; null: any) and account_life (account, service, area, platform, opened_on, closed_on).

-- A dimension the measure does not break by matches whatever the dataset has in it.
create or replace temp table combo_source as
with whole as (
    select
        bool_and(service = 'not_broken_down') as service,
        bool_and(area = 'not_broken_down') as area,
        bool_and(channel = 'not_broken_down') as channel,
        bool_and(platform = 'not_broken_down') as platform
    from combo
),
tied as (
    select distinct shown.combo, shown.grain, delivered_by.source, delivered_by.dataset
    from shown
    join combo using (combo)
    cross join whole
    join delivered_by
        on (delivered_by.grain is null or delivered_by.grain = shown.grain)
        and (delivered_by.service is null or whole.service or delivered_by.service = combo.service)
        and (delivered_by.area is null or whole.area or delivered_by.area = combo.area)
        and (delivered_by.channel is null or whole.channel or delivered_by.channel = combo.channel)
        and (delivered_by.platform is null or whole.platform or delivered_by.platform = combo.platform)
        and (delivered_by.account is null or combo.item is null or delivered_by.account = combo.item)
)
select * from tied
union all
select shown.combo, shown.grain, source.source, source.dataset
from shown
cross join (select distinct source, dataset from delivered_by) as source
where not exists (from tied where tied.combo = shown.combo and tied.grain = shown.grain);

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
select base, combo, dense_rank() over (order by base, sources, weekly, opened_on, closed_on) as class, sources, weekly, opened_on, closed_on
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

create or replace temp table class_day as
select
    day.class,
    day.day,
    case when day.weekly then counted_on('week', period_of('week', day.day)) else day.day end as counted,
    bool_or(delivered_day.day is not null) as delivered,
    bool_or(coalesce(delivered_day.provisional, false)) as provisional
from (
    select class, weekly, unnest(generate_series(asked_from, last_day, interval 1 day))::date as day
    from (
        select
            *,
            greatest(least(period_of('financial_year', first_day), period_of('year', first_day)), opened_on) as asked_from
        from class
    )
    where asked_from <= last_day
) as day
join (select distinct class, unnest(sources) as source from combo_class) as source on source.class = day.class
left join delivered_day on delivered_day.day = day.day and delivered_day.source || '/' || delivered_day.dataset = source.source
group by day.class, day.day, day.weekly;

-- Periods the measure has figures for: those its sources' coverage reaches into. All their days are asked for, so that a part of a
-- year is not taken for the year; while a period is not over, those up to the last day delivered.
create or replace temp table period as
with reach as (
    select max(source_span.last_day) as last_day
    from source_span join delivered_by using (source, dataset)
)
select
    grain,
    period,
    period_end(grain, period) >= (select today from moment) as open,
    case when period_end(grain, period) < (select today from moment) then period_end(grain, period)
        else least(coalesce((select last_day from reach), period_end(grain, period)), (select today from moment) - 1) end as asked_to
from (
    select distinct grain.grain, period_of(grain.grain, day) as period
    from (select distinct counted as day from class_day where counted <= (select last_day from reach)) as day
    cross join (select distinct grain from level) as grain
    union
    select distinct level.grain, period_of(level.grain, counted_on(shown.grain, shown.date))
    from (select distinct grain, date from result) as shown
    join (select distinct grain from level) as level on rank_of(shown.grain) <= rank_of(base_of(level.grain))
);

create or replace temp table class_period as
select
    period.grain,
    period.period,
    class.class,
    case when (select kind = 'level' from measured) then bool_or(class_day.day = period.asked_to)::bigint else count(*) end as asked,
    case when class.absent_zero then count(*) filter (class_day.delivered) else 0 end as delivered,
    bool_or(class_day.provisional) as provisional
from class_day
join class using (class)
join period on base_of(period.grain) = class.base and period.period = period_of(period.grain, class_day.counted)
    and period_end(period.grain, period.period) >= class.first_day
where class_day.day <= period.asked_to or class.weekly and not period.open
group by period.grain, period.period, class.class, class.absent_zero;
