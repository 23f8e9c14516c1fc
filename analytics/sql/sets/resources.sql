-- Reads resources, social_accounts and unit_costs.
select
    date_trunc('month', r.date)::date as period,
    coalesce(r.role, 'not_broken_down') as role,
    coalesce(a.platform, 'not_broken_down') as platform,
    coalesce(r.campaign, 'not_broken_down') as campaign,
    sum(r.hours)::double as hours,
    case when count(*) filter (r.hours <> 0 and rate.gbp is null) = 0 then sum(r.hours * rate.gbp)::double end as hours_gbp,
    sum(r.cost_gbp)::double as spent_gbp
from resources r
left join social_accounts a on a.account = r.account
left join hour_rate() as rate on rate.role is not distinct from r.role and r.date >= rate.effective_from and r.date < rate.until
where r.date is not null
group by all
order by all
