-- Weeks in which as good as every place of a slice was taken, each by its Monday and by the first of its month. Reads slice, ancestor and
-- service_sessions.
select slice.slice, period.day
from slice
join service_sessions as session on (slice.service is null or session.service = slice.service)
    and (slice.area is null or session.area = slice.area or exists (from ancestor where ancestor.area = session.area and ancestor.above = slice.area))
cross join lateral (select unnest([date_trunc('week', session.date)::date, date_trunc('month', session.date)::date]) as day) as period
where session.capacity is not null
group by all
having sum(session.attended + coalesce(session.no_show, 0)) >= 0.98 * sum(session.capacity)
