-- Of a level the last reading counts: all its rows stay, each in the span of its own grain. Reads monthly, weekly and daily; makes said.
create or replace temp table said as
from said_in('month', 'monthly') union all from said_in('week', 'weekly') union all from said_in('day', 'daily');
