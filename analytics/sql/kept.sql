-- Figures as they were published before, marked stale. Reads kept: a file of one of the sets of figures.
select * exclude (updated, ordinal) replace (case when status in ('ok', 'provisional') then 'stale' else status end as status)
from kept
order by ordinal
