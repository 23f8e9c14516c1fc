-- The sources of combinations not seen before, where several deliver what is read: days are asked for where a combination's own deliver.
-- Reads named_now, said_now and delivered (which source delivers what); fills named_now.sources.
create or replace temp view combo_now as
select combo, coalesce(service, 'not_broken_down') as service, coalesce(area, 'not_broken_down') as area, coalesce(channel, 'not_broken_down') as channel,
    coalesce(platform, 'not_broken_down') as platform, item
from named_now;
create or replace temp view shown_now as select distinct combo, grain from said_now semi join combo_now using (combo);

update named_now set sources = tied.sources
from (
    select combo, hash(list((grain, source, dataset) order by grain, source, dataset)) as sources from sources_of('combo_now', 'shown_now', 'delivered') group by combo
) as tied
where named_now.combo = tied.combo;
