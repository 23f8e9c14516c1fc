-- The rows of the last month that has any, as a measure gives them that sees everything. A weekly row counts in the month of its Thursday.
create or replace temp table last_month as
select date_trunc('month', case when grain = 'week' then date + 3 else date end)::date as month, *
from result
qualify month = max(month) over ()
