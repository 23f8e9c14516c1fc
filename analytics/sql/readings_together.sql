-- Whether the combinations of one label, by day, are asked for the same days, since the same sources deliver them. Reads said, named and delivered.
with combo as (
    select combo, any_value(label) as label, coalesce(any_value(service), 'not_broken_down') as service, coalesce(any_value(area), 'not_broken_down') as area,
        coalesce(any_value(channel), 'not_broken_down') as channel, coalesce(any_value(platform), 'not_broken_down') as platform, any_value(item) as item
    from named group by combo
),
shown as (select distinct combo, grain from said semi join combo using (combo)),
tied as (
    select combo, list((grain, source, dataset) order by grain, source, dataset) as sources from sources_of('combo', 'shown', 'delivered') group by combo
)
select not exists (select label from combo join tied using (combo) group by label having count(distinct sources) > 1)
