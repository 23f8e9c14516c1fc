-- title: When and where a campaign ran, in parts
-- key: [campaign, starts_on, platform, audience]
-- month: none
-- disclosure: none
-- retention: forever
-- precedence: [data_campaign_flights]

create table campaign_flights (
    campaign  varchar,       -- Campaigns.campaign
    starts_on date,          -- First day of the part
    platform  varchar,       -- Platforms.platform it ran on
    audience  varchar,       -- Whom it was shown to
    ends_on   date,          -- Last day of the part
    spend_gbp decimal(18,4)  -- Money spent on it [GBP]
);
