-- Adds what was kept of the months wanted (wanted_month) to what is gathered. Reads kept: a file of readings_kept.sql.
insert into said by name
select span, period, grain, combo, status::status as status, given, rows, numerator, denominator, low, high, unbounded, first_day, last_day
from kept where part = 'said' and month in (from wanted_month);

insert into said_by_day by name
select period, grain, label, status::status as status, given, rows, numerator, denominator, low, high, unbounded
from kept where part = 'said_by_day' and month in (from wanted_month);

insert into apart by name
select combo, grain, month, given, dates from kept where part = 'apart' and month in (from wanted_month);

insert into named by name
select combo, label, service, area, channel, platform, item from kept where part = 'named';
