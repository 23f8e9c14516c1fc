-- title: "What moved together: activity online and outcomes some weeks later. An association; never an effect"
-- key: [id]
-- month: none
-- disclosure: none

create table associations (
    id          varchar not null,  -- 16 hex digits, the same for a pair and lag in every publication
    activity    enum('reach', 'link_clicks', 'posts') not null, -- What was done online, all accounts of the service together, by week
    measure     varchar not null,  -- Measures.measure
    service     varchar not null,  -- Services.service
    lag         bigint not null,   -- Weeks from the activity to the outcome [weeks]
    correlation double not null,   -- Correlation of the two after each lost its trend, its season and the activity's own memory
    p           double not null,   -- Two-sided p of no correlation
    adjusted_p  double not null,   -- The same by Benjamini and Yekutieli over everything tried
    tried       bigint not null,   -- How many pairs and lags were tried
    weeks       bigint not null,   -- Weeks with both figures [weeks]
    associated  boolean not null,  -- Whether adjusted_p is at most .05
    label       enum('association') not null, -- What this is
    sentence    varchar not null   -- What may be said
);
