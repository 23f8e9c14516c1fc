-- Each unit's parts by period for a level: the last reading of each item within the 7 days before the period's end, of which there is one
-- to give: a day on which an item could not be read does not take away the reading before; then added up. A day has its own reading
-- only, so that a silent day is seen.
-- Reads said, unit, level and period. A coarse row never counts in a finer table.

create or replace temp view day_row as
from told('said', 'day') join unit using (combo) where unit.span = 'day';

-- The last day of each reading's span is the day it is of.
create or replace temp view reading_day as
select * replace (counted_on('week', day) as day), 'week' as grain from told('said', 'week')
union all
select * replace (last_day(day) as day), 'month' as grain from told('said', 'month')
union all
select *, 'day' as grain from told('said', 'day');

create or replace temp table part as
select
    last.grain,
    last.period,
    unit.unit,
    sum(last.numerator) as numerator,
    sum(last.denominator) as denominator,
    sum(last.low) as low,
    sum(last.high) as high,
    bool_or(last.unbounded) as unbounded,
    max(last.status) as status,
    sum(last.given) as given,
    sum(last.withheld) as withheld,
    sum(last.not_offered) as not_offered
from (
    select
        period.grain,
        period.period,
        reading.* exclude (grain, given, withheld, not_offered),
        (reading.given > 0)::bigint as given,
        (reading.withheld > 0)::bigint as withheld,
        (reading.not_offered > 0)::bigint as not_offered
    from reading_day as reading
    join (select distinct grain from level where grain <> 'day') as level on rank_of(reading.grain) <= rank_of(base_of(level.grain))
    join period on period.grain = level.grain and period.period = period_of(level.grain, reading.day) and reading.day > period.asked_to - 7
    qualify row_number() over (partition by period.grain, period.period, reading.combo order by reading.given > 0 desc, reading.day desc) = 1
) as last
join unit on unit.combo = last.combo and unit.span = case base_of(last.grain) when 'month' then 'month' else 'day' end
group by all
union all
from added_up('day_row', 'day');
