-- How many rows are others once the measure has seen that month by itself, and as many days before it as its lookback says.
select count(*)
from ((select * exclude (month) from last_month except all from result) union all (from result except all select * exclude (month) from last_month))
