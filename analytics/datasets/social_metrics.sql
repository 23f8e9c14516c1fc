-- title: What platforms' metrics mean, version by version
-- key: [platform, metric, version]
-- month: none
-- disclosure: none
-- retention: forever
-- precedence: [data_social_metrics]

create table social_metrics (
    platform   varchar, -- Platforms.platform
    metric     varchar, -- The platform's name of the metric
    version    varchar, -- Version of its definition
    definition varchar, -- What it counts, in the platform's words
    unit       varchar, -- What it is in
    from_date  date,    -- Day from which the definition holds
    until_date date,    -- Day from which it is no longer offered, or means something else; null: it still holds
    fills      varchar, -- Column of social_account_days or social_post_days that it fills, or filled
    note       varchar, -- What to beware of
    successor  varchar  -- Metric that took its place
);
