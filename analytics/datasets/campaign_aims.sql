-- title: What each campaign was meant to change
-- key: [campaign, measure, service, area, audience]
-- month: none
-- disclosure: none
-- retention: forever
-- strict: [role, expected]
-- precedence: [data_campaign_aims]

create table campaign_aims (
    campaign            varchar,                                   -- Campaigns.campaign
    measure             varchar,                                   -- Measures.measure it should move
    service             varchar,                                   -- For which service; null: all together
    area                varchar,                                   -- In which area; null: all together
    audience            varchar,                                   -- For whom; null: everyone
    role                enum('primary', 'secondary', 'guardrail'), -- Whether it is the aim, a further one, or what must not get worse
    expected            enum('increase', 'decrease'),              -- Which way it should go
    lag_days            integer,                                   -- Days until an effect may be seen [days]
    worth_detecting     double,                                    -- Least change worth having, as a share of what would have been; 0.10 unless said [share]
    judge_on            date,                                      -- Day on which it is judged; null: end + lag + 4 whole weeks
    comparison_services varchar,                                   -- Services the campaign did not touch; several separated by semicolons
    comparison_areas    varchar                                    -- Areas the campaign did not touch; several separated by semicolons
);
