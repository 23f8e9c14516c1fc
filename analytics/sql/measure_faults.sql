-- What is wrong with the rows of a measure, whatever it measures. Reads result. One row a fault; fails or warns; counts only, never content.
select true as fails, format('{} rows have no date.', count(*)) as fault
from result where date is null having count(*) > 0
union all
select true, format('{} rows have a grain other than day, week or month.', count(*))
from result where grain is null or grain not in ('day', 'week', 'month') having count(*) > 0
union all
select true, format('{} weekly rows are dated other than on a Monday; a week is named by its Monday.', count(*))
from result where grain = 'week' and isodow(date) <> 1 having count(*) > 0
union all
select false, format('{} rows have a denominator and no numerator; both parts should come from the same rows.', count(*))
from result where numerator is null and denominator is not null and status in ('ok'::status, 'provisional'::status, 'missing'::status) having count(*) > 0;
