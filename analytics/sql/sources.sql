-- Which sources deliver each combination, of those that deliver (dataset, source, grain, service, area, channel, platform, account; null: any).
-- Combinations: combo, service, area, channel and platform (not_broken_down where there is none), item; shown: combo, grain.
-- A dimension the measure does not break by matches whatever the dataset has in it.
create macro sources_of(of_combos, as_shown, by_sources) as table
with combo as (from query_table(of_combos)),
shown as (from query_table(as_shown)),
delivered_by as (from query_table(by_sources)),
whole as (
    select
        bool_and(service = 'not_broken_down') as service,
        bool_and(area = 'not_broken_down') as area,
        bool_and(channel = 'not_broken_down') as channel,
        bool_and(platform = 'not_broken_down') as platform
    from combo
),
-- What anything matches is left out of both sides of the join.
delivers as (
    select
        source, dataset, account,
        delivered_by.grain is null as any_grain,
        delivered_by.service is null or whole.service as any_service,
        delivered_by.area is null or whole.area as any_area,
        delivered_by.channel is null or whole.channel as any_channel,
        delivered_by.platform is null or whole.platform as any_platform,
        case when not any_grain then delivered_by.grain else '' end as grain,
        case when not any_service then delivered_by.service else '' end as service,
        case when not any_area then delivered_by.area else '' end as area,
        case when not any_channel then delivered_by.channel else '' end as channel,
        case when not any_platform then delivered_by.platform else '' end as platform
    from delivered_by cross join whole
),
asks as (
    select
        shown.combo, shown.grain as of_grain, combo.item, wildcard.*,
        case when not any_grain then shown.grain else '' end as grain,
        case when not any_service then combo.service else '' end as service,
        case when not any_area then combo.area else '' end as area,
        case when not any_channel then combo.channel else '' end as channel,
        case when not any_platform then combo.platform else '' end as platform
    from shown
    join combo using (combo)
    cross join (select distinct any_grain, any_service, any_area, any_channel, any_platform from delivers) as wildcard
),
tied as (
    select distinct asks.combo, asks.of_grain as grain, delivers.source, delivers.dataset
    from asks join delivers using (any_grain, any_service, any_area, any_channel, any_platform, grain, service, area, channel, platform)
    where delivers.account is null or asks.item is null or delivers.account = asks.item
)
select * from tied
union all
select shown.combo, shown.grain, source.source, source.dataset
from shown
cross join (select distinct source, dataset from delivered_by) as source
where not exists (from tied where tied.combo = shown.combo and tied.grain = shown.grain);
