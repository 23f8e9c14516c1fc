-- Parts rolled up to the cells of every table, on a dense grid: what was given, what was asked for, and why a figure is not there.
-- Reads part, silent, member, cell, class_period, period, level and moment; makes rolled.

create or replace temp table given as
select
    part.grain,
    part.period,
    member.cell,
    sum(part.numerator) as numerator,
    sum(part.denominator) as denominator,
    sum(part.low) as low,
    sum(part.high) as high,
    bool_or(part.unbounded) as unbounded,
    max(part.status) as status,
    coalesce(sum(part.given), 0) as given,
    coalesce(sum(case when part.never_offered then coalesce(member.combos * class_period.asked, part.not_offered) else part.not_offered end), 0) as not_offered,
    coalesce(sum(part.given) filter (not member.absent_zero), 0) as delivered,
    coalesce(sum(case when part.never_offered then coalesce(member.combos * class_period.delivered, part.not_offered) else part.withheld + part.not_offered end)
        filter (member.absent_zero), 0) as withheld
from (
    -- Where all that came says "not offered", a silent day is not offered either, whatever silence means elsewhere.
    select
        * replace (coalesce(withheld, 0) as withheld, coalesce(not_offered, 0) as not_offered),
        coalesce(given, 0) = 0 and coalesce(withheld, 0) = 0 and coalesce(not_offered, 0) > 0 as never_offered
    from part
    union all by name
    select grain, period, unit, 0 as given, 0 as withheld, 1 as not_offered, true as never_offered from silent
) as part
join member on member.unit = part.unit and member.base = base_of(part.grain)
join level on level.level = member.level and level.grain = part.grain
left join class_period on class_period.class = member.class and class_period.grain = part.grain and class_period.period = part.period
group by all;

create or replace temp table asked as
select
    class_period.grain,
    class_period.period,
    member.cell,
    sum(member.combos * class_period.asked) as asked,
    sum(member.combos * class_period.delivered) as delivered,
    bool_or(class_period.provisional) as provisional
from class_period
join member on member.class = class_period.class and member.base = base_of(class_period.grain)
join level on level.level = member.level and level.grain = class_period.grain
where class_period.asked > 0
group by all;

create or replace temp table rolled as
with grid as (
    select
        grain,
        period,
        cell,
        given.numerator,
        given.denominator,
        given.low,
        given.high,
        coalesce(given.unbounded, false) as unbounded,
        given.status,
        coalesce(given.given, 0) > 0 as is_given,
        coalesce(given.not_offered, 0) as not_offered,
        asked.asked - coalesce(given.not_offered, 0) as asked,
        least(coalesce(asked.delivered, 0) - coalesce(given.withheld, 0) + coalesce(given.delivered, 0), asked.asked) as delivered,
        coalesce(asked.provisional, false) as provisional
    from given full join asked using (grain, period, cell)
),
judged as (
    select
        grid.*,
        case when asked > 0 then least(delivered / asked, 1) end as coverage,      -- two accounts of a platform deliver its day twice
        case
            when status = 'suppressed' then 'suppressed'
            when not is_given and coalesce(delivered, 0) <= 0 then case when not_offered > 0 then 'not_offered' else 'missing' end
            when asked > 0 and delivered / asked < (select minimum_coverage from moment) then 'missing'
            when (period.open or provisional) and status is distinct from 'stale' then 'provisional'
            else coalesce(status::varchar, 'ok')
        end::status as verdict
    from grid join period using (grain, period)
)
select
    judged.grain,
    judged.cell,
    cell.level,
    level.leaf,
    judged.period,
    cell.service,
    cell.area,
    cell.channel,
    cell.platform,
    case when verdict < 'missing'::status then coalesce(numerator, 0) end::bigint as numerator,
    case when verdict < 'missing'::status and (select kind = 'ratio' from measured) then coalesce(denominator, 0) end::bigint as denominator,
    case when verdict = 'suppressed' and not unbounded then low end::bigint as low,
    case when verdict = 'suppressed' and not unbounded then high end::bigint as high,
    coverage::double as coverage,
    verdict as status,
    coalesce(numerator, 0)::bigint as counted,       -- what came, whether or not it makes a figure: for protect alone
    coalesce(denominator, 0)::bigint as counted_of
from judged
join cell using (cell)
join level on level.level = cell.level and level.grain = judged.grain;
