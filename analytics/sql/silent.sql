-- The units of a measure that a source does not offer, and periods of theirs in which nothing was said. Reads part, member, class_period, unit and combo; makes silent.

-- Of which units all that was said in a period is "not offered".
create or replace temp table spoken as
select grain, period, unit, coalesce(given, 0) = 0 and coalesce(withheld, 0) = 0 and coalesce(not_offered, 0) > 0 as never_offered
from part where unit in (select unit from unit join combo using (combo) where combo.not_offered);

-- A source that does not offer a number does not offer it in silence either, whatever its silence means elsewhere: a silent period is as
-- the combination last spoke, or before that as it first did.
create or replace temp table silent as
with quiet as (
    select distinct class_period.grain, class_period.period, member.unit
    from member
    join (select distinct unit from spoken) using (unit)
    join class_period on class_period.class = member.class and base_of(class_period.grain) = member.base
    anti join spoken on spoken.unit = member.unit and spoken.grain = class_period.grain and spoken.period = class_period.period
)
select quiet.grain, quiet.period, quiet.unit
from quiet
asof left join spoken on spoken.unit = quiet.unit and spoken.grain = quiet.grain and spoken.period <= quiet.period
left join (select grain, unit, arg_min(never_offered, period) as never_offered from spoken group by grain, unit) as first on first.unit = quiet.unit and first.grain = quiet.grain
where coalesce(spoken.never_offered, first.never_offered);
