-- Every count but a 0 of nothing, which is shown as it is and can be nothing else; and what its largest contributors gave. Reads held (rolled, with the
-- two parts that are protected) and dominance.
select
    cell,
    grain,
    period,
    one,
    other,
    case when grain = 'day' and not leaf then 'auxiliary' when status < 'missing'::status then 'shown' else 'unpublished' end as state,
    coalesce(dominance.total, 0) as total,
    coalesce(dominance.largest, 0) as largest,
    coalesce(dominance.second, 0) as second,
    coalesce(dominance.together, 0) as together
from held
left join dominance using (grain, period, cell)
where one <> 0 or other <> 0 or dominance.total > 0
