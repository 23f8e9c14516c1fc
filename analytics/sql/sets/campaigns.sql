-- Reads campaigns, campaign_aims and fact_registrations (campaign, registration, registered_on, registration_hash, registration_kept, changed_on, changes).
select
    campaigns.campaign,
    coalesce(campaigns.title, campaigns.campaign) as title,
    coalesce(campaigns.kind, 'communication') as kind,
    campaigns.objective,
    campaigns.audiences,
    campaigns.platforms,
    campaigns.starts_on,
    campaigns.ends_on,
    campaigns.cost_gbp,
    (select count(*) from campaign_aims where campaign_aims.campaign = campaigns.campaign) as aims,
    coalesce(kept.registration, 'none') as registration,
    kept.registered_on,
    kept.registration_hash,
    kept.registration_kept,
    kept.changed_on,
    kept.changes
from campaigns
left join fact_registrations as kept using (campaign)
where campaigns.campaign is not null
order by campaigns.starts_on, campaigns.campaign
