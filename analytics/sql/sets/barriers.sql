-- Reads barriers and moment.
select
    barrier,
    coalesce(platform, 'all') as platform,
    team,
    kind,
    from_date,
    to_date,
    coalesce(from_date <= today, true) and coalesce(to_date >= today, true) as stands,
    case when from_date <= today then least(coalesce(to_date, today), today) - from_date + 1 end as days,
    note
from barriers cross join moment
where barrier is not null
order by from_date, barrier
