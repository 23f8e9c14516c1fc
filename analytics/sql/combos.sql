-- The combinations of dimensions that the rows of a measure show. Reads result and said; makes named, combo and shown.

-- The dimensions and the item of each combination, from the first row that shows it.
create or replace temp table named as
select result.combo, result.service, result.area, result.channel, result.platform, result.item
from result join (select combo, min(place) as place from said group by combo) as first on first.place = result.rowid;

create or replace temp table combo as
select
    combo,
    coalesce(any_value(service), 'not_broken_down') as service,
    coalesce(any_value(area), 'not_broken_down') as area,
    coalesce(any_value(channel), 'not_broken_down') as channel,
    coalesce(any_value(platform), 'not_broken_down') as platform,
    any_value(item) as item,
    bool_or(said.status = 'not_offered') as not_offered
from said join named using (combo)
group by combo;

create or replace temp table shown as select distinct combo, grain from said;
