-- The combinations of dimensions that the rows of a measure show. Reads named and said; makes combo and shown.
create or replace temp table combo as
select
    named.combo,
    any_value(named.label) as label,
    coalesce(any_value(named.service), 'not_broken_down') as service,
    coalesce(any_value(named.area), 'not_broken_down') as area,
    coalesce(any_value(named.channel), 'not_broken_down') as channel,
    coalesce(any_value(named.platform), 'not_broken_down') as platform,
    any_value(named.item) as item,
    bool_or(coalesce(not_offering.combo is not null, false)) as not_offered
from named
semi join said using (combo)
left join (select distinct combo from said where status = 'not_offered') as not_offering using (combo)
group by named.combo;

create or replace temp table shown as select distinct combo, grain from said;
