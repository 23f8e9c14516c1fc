-- title: Campaigns, changes and events that may move a measure
-- key: [campaign]
-- month: none
-- disclosure: none
-- retention: forever
-- strict: [kind]
-- precedence: [data_campaigns]

create table campaigns (
    campaign  varchar,       -- Id of the campaign, a slug
    title     varchar,       -- Its name
    kind      enum('communication', 'service_change', 'event', 'price', 'closure'), -- What it was; only a communication may be worded "the campaign"
    objective varchar,       -- Objectives.objective it serves; null: none was set
    audiences varchar,       -- Whom it was for; several separated by semicolons
    platforms varchar,       -- Platforms.platform it ran on; several separated by semicolons
    starts_on date,          -- First day
    ends_on   date,          -- Last day
    cost_gbp  decimal(18,4)  -- Money spent on it [GBP]
);
