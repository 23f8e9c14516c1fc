-- title: Hours and money put into social media and campaigns, by month, role, platform and campaign
-- key: [period, role, platform, campaign]
-- month: none
-- disclosure: none

create table resources (
    period    date not null,            -- First day of the month
    role      varchar not null,         -- publish, monitor, moderate, facilitate, create, analyse, or not_broken_down
    platform  varchar not null,         -- Platforms.platform
    campaign  varchar not null,         -- Campaigns.campaign, or not_broken_down
    hours     double,                   -- Hours worked; null: not told [hours]
    hours_gbp double,                   -- Those hours at the council's rate of their day and role: staff time, not cash; null: of some of them no rate is in unit_costs, or none are told [GBP]
    spent_gbp double                    -- Money spent beside the hours; null: not told [GBP]
);
