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
    coalesce(any_value(offering.not_offered), false) as not_offered,     -- of something
    coalesce(any_value(offering.never_offered), false) as never_offered  -- anything
from named
semi join said using (combo)
left join (select combo, bool_or(status = 'not_offered') as not_offered, bool_and(status = 'not_offered') as never_offered from said group by combo) as offering using (combo)
group by named.combo;

create or replace temp table shown as select distinct combo, grain from said;
