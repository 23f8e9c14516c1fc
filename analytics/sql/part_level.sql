-- Each unit's parts by period for a level: the last reading of each item within the 7 days before the period's end, of which there is one
-- to give: a day on which an item could not be read does not take away the reading before; then added up. A day has its own reading
-- only, so that a silent day is seen.
-- Reads said, unit, level and period. A coarse row never counts in a finer table.

create or replace temp view day_row as
from told('said', 'day') join unit using (combo) where unit.span = 'day';

-- The last day of each reading's span is the day it is of.
create or replace temp table reading_day as
select row_number() over () as place, *
from (
    select * replace (counted_on('week', day) as day), 'week' as grain from told('said', 'week')
    union all
    select * replace (last_day(day) as day), 'month' as grain from told('said', 'month')
    union all
    select *, 'day' as grain from told('said', 'day')
);

-- The days whose readings may be a period's.
create or replace temp table last_day_of as
select grain, period, unnest(generate_series(greatest(period, asked_to - 6), period_end(grain, period), interval 1 day))::date as day
from period where grain <> 'day';

-- Of them a later one is more, and one that gives anything more than any that does not.
create or replace temp table last_reading as
select last.grain, last.period, reading.combo, max_by(reading.place, (reading.given > 0)::bigint * 1000000 + (reading.day - date '1970-01-01')) as place
from reading_day as reading
join last_day_of as last on last.day = reading.day and rank_of(reading.grain) <= rank_of(base_of(last.grain))
group by last.grain, last.period, reading.combo;

create or replace temp table part as
select
    last.grain,
    last.period,
    unit.unit,
    sum(reading.numerator) as numerator,
    sum(reading.denominator) as denominator,
    sum(reading.low) as low,
    sum(reading.high) as high,
    bool_or(reading.unbounded) as unbounded,
    max(reading.status) as status,
    count(*) filter (reading.given > 0) as given,
    count(*) filter (reading.withheld > 0) as withheld,
    count(*) filter (reading.not_offered > 0) as not_offered
from last_reading as last
join reading_day as reading using (place)
join unit on unit.combo = last.combo and unit.span = case base_of(last.grain) when 'month' then 'month' else 'day' end
group by all
union all
from added_up('day_row', 'day');
