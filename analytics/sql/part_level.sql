-- Each combination's parts by period for a level: the last reading of each item within the 7 days before the period's end, of which
-- there is one to give: a day on which an item could not be read does not take away the reading before. A day has its own reading only,
-- so that a silent day is seen, and is rolled up as it is.
-- Reads reading, level and period. A coarse row never counts in a finer table.

create or replace temp table part as
select
    period.grain,
    period.period,
    reading.combo,
    max_by(reading.numerator, reading.said) as numerator,
    max_by(reading.denominator, reading.said) as denominator,
    max_by(reading.low, reading.said) as low,
    max_by(reading.high, reading.said) as high,
    max_by(reading.hidden, reading.said) as hidden,
    max_by(reading.unbounded, reading.said) as unbounded,
    max_by(reading.status, reading.said) as status,
    max_by((reading.given > 0)::bigint, reading.said) as given,
    max_by((reading.withheld > 0)::bigint, reading.said) as withheld,
    max_by((reading.not_offered > 0)::bigint, reading.said) as not_offered
from (
    select *, (given > 0, date) as said
    from (select * replace (case grain when 'month' then last_day(date) else counted_on(grain, date) end as date) from reading)
) as reading
join (select distinct grain from level where grain <> 'day') as level on rank_of(reading.grain) <= rank_of(base_of(level.grain))
join period on period.grain = level.grain and period.period = period_of(level.grain, reading.date)
    and reading.date > period.asked_to - 7
group by all;
