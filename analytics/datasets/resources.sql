-- title: Hours and money put into social media and campaigns
-- key: [date, team, role, account, campaign]
-- month: date
-- disclosure: none
-- retention: 120m
-- strict: [role]

create table resources (
    date     date,          -- The day, or the first of its week or month (see grain)
    team     varchar,       -- Team that did the work
    role     enum('publish', 'monitor', 'moderate', 'facilitate', 'create', 'analyse'), -- What the work was
    account  varchar,       -- Social accounts' account; null: not broken down
    campaign varchar,       -- Campaigns.campaign; null: not broken down
    hours    decimal(18,4), -- Hours worked [hours]
    cost_gbp decimal(18,4)  -- Money spent, without the hours [GBP]
);
