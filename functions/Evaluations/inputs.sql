-- Hours and money recorded for a campaign, by role.
select coalesce(role::varchar, 'not said') as role, sum(hours)::double as hours, sum(cost_gbp)::double as cost_gbp
from resources where campaign = $campaign
group by role order by role
