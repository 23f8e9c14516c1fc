-- Each unit's parts by period, for the kinds whose parts add: counts, and both parts of a ratio. A coarse row never counts in a finer table.
-- Reads said, day_said, unit and level.

create or replace temp view day_row as from told('day_said', 'day');

create or replace temp view month_row as
from told('said', 'month') join unit using (combo) where unit.span = 'month';

create or replace temp table part as
from added_up('day_row', 'day') union all from added_up('month_row', 'month');

create or replace temp view week_row as
select period as day, * from part where grain = 'day'
union all by name
from told('said', 'week') join unit using (combo) where unit.span = 'day';

create or replace temp view month_part as
select period as day, * from part where grain = 'month';

insert into part
from (
    from added_up('week_row', 'week') union all from added_up('month_part', 'quarter')
    union all from added_up('month_part', 'financial_year') union all from added_up('month_part', 'year')
)
where grain in (select grain from level);
