-- What the rows by day of a measure whose parts add said, added up by unit. Reads said_by_day, combo, shown and unit; makes day_said.
-- A label whose combinations are in more than one unit is an error: what it says cannot be told apart.
create or replace temp table labelled as
select label, case when count(distinct unit) > 1 then error('Its days were added up over what is not always together.') else any_value(unit) end as unit
from unit join combo using (combo) semi join (from shown where grain = 'day') as daily using (combo)
where span = 'day'
group by label;

create or replace temp table day_said as
select
    'day' as span, period, grain, unit, status, given,
    sum(rows)::bigint as rows,
    sum(numerator)::bigint as numerator,
    sum(denominator)::bigint as denominator,
    sum(low)::bigint as low,
    sum(high)::bigint as high,
    bool_or(unbounded) as unbounded
from said_by_day join labelled using (label)
group by all;
