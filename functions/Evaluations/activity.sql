-- What accounts on the campaign's platforms did while it ran, and in as many days before. People reached are never added up, so reach is not here.
with campaign as (
    select starts_on, ends_on, ends_on - starts_on + 1 as days, string_split_regex(coalesce(platforms, ''), '[; ]+') as platforms
    from campaigns where campaign = $campaign and ends_on >= starts_on
)
select
    held.platform,
    sum(day.posts) filter (day.date >= campaign.starts_on)::bigint as posts,
    sum(day.posts) filter (day.date < campaign.starts_on)::bigint as posts_before,
    sum(day.impressions) filter (day.date >= campaign.starts_on)::bigint as impressions,
    sum(day.impressions) filter (day.date < campaign.starts_on)::bigint as impressions_before,
    sum(day.engagements) filter (day.date >= campaign.starts_on)::bigint as engagements,
    sum(day.engagements) filter (day.date < campaign.starts_on)::bigint as engagements_before,
    sum(day.link_clicks) filter (day.date >= campaign.starts_on)::bigint as link_clicks,
    sum(day.link_clicks) filter (day.date < campaign.starts_on)::bigint as link_clicks_before
from campaign
join social_accounts as held on list_contains(campaign.platforms, held.platform)
join social_account_days as day using (account)
where day.date between campaign.starts_on - campaign.days::integer and campaign.ends_on
group by held.platform order by held.platform
