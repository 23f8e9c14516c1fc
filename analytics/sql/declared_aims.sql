-- Every aim as it stands in the council's small tables, whether its campaign is known or not.
select
    aim.campaign,
    coalesce(campaign.title, aim.campaign) as title,
    campaign.campaign is not null as known,
    coalesce(campaign.kind::varchar, 'communication') as kind,
    campaign.starts_on,
    campaign.ends_on,
    coalesce(aim.measure, '') as measure,
    nullif(aim.service, 'all') as service,
    nullif(aim.area, 'all') as area,
    nullif(aim.audience, 'all') as audience,
    coalesce(aim.role::varchar, 'primary') as role,
    aim.expected::varchar as expected,
    coalesce(aim.lag_days, 0) as lag_days,
    coalesce(aim.worth_detecting, 0.10) as worth_detecting,
    aim.judge_on,
    aim.comparison_services,
    aim.comparison_areas
from campaign_aims as aim
left join campaigns as campaign using (campaign)
where aim.campaign is not null
order by aim.campaign, aim.measure, aim.service nulls first, aim.area nulls first, aim.audience nulls first
