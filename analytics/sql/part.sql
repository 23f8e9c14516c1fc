-- Each combination's parts by period, for the kinds whose parts add: counts, and both parts of a ratio.
-- Reads reading and level. Days are rolled up as they are. A coarse row never counts in a finer table.

create or replace temp table part as
select
    base.grain,
    period_of(base.grain, counted_on(reading.grain, reading.date)) as period,
    reading.combo,
    sum(reading.numerator) as numerator,
    sum(reading.denominator) as denominator,
    sum(reading.low) as low,
    sum(reading.high) as high,
    bool_or(reading.hidden) as hidden,
    bool_or(reading.unbounded) as unbounded,
    max(reading.status) as status,
    sum(reading.given) as given,
    sum(reading.withheld) as withheld,
    sum(reading.not_offered) as not_offered
from reading
join (select distinct base_of(grain) as grain from level where grain <> 'day') as base on rank_of(reading.grain) <= rank_of(base.grain)
group by all;

insert into part
select
    level.grain, period_of(level.grain, part.period), part.combo,
    sum(part.numerator), sum(part.denominator), sum(part.low), sum(part.high), bool_or(part.hidden), bool_or(part.unbounded),
    max(part.status), sum(part.given), sum(part.withheld), sum(part.not_offered)
from part
join (select distinct grain from level where grain in ('quarter', 'financial_year', 'year')) as level on part.grain = 'month'
group by all;
