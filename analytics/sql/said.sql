-- By combination and month (span month), and rows by week also by week. Rows by day are too many to keep by combination: day_said.sql adds
-- them up by unit. Reads reading and weekly; makes said.
create or replace temp table said as
from said_in('month', 'reading') union all from said_in('week', 'weekly');
