-- Each unit's parts by period, for the kinds whose parts add: counts, and both parts of a ratio.
-- Reads reading, unit and level.

create or replace temp table part as
from added_up('day') union all from added_up('week') union all from added_up('month');

insert into part
select
    level.grain, period_of(level.grain, part.period), part.unit,
    sum(part.numerator), sum(part.denominator), sum(part.low), sum(part.high), bool_or(part.hidden), bool_or(part.unbounded),
    max(part.status), sum(part.given), sum(part.withheld), sum(part.not_offered)
from part
join (select distinct grain from level where grain in ('quarter', 'financial_year', 'year')) as level on part.grain = 'month'
group by all;
