-- What the rows by day of a measure whose parts add say, added up by unit. Reads reading, unit and
-- measured (kind); makes day_said.

create or replace temp table day_said as
select
    'day' as span, date as period, reading.grain, unit.unit, status, given,
    count(*) as rows,
    sum(numerator)::bigint as numerator,
    sum(denominator)::bigint as denominator,
    sum(low)::bigint as low,
    sum(high)::bigint as high,
    coalesce(bool_or(low is null or high is null) filter (status = 'suppressed'), false) as unbounded
from reading join unit using (combo)
where reading.grain = 'day' and unit.span = 'day' and (select kind <> 'level' from measured)
group by all;
