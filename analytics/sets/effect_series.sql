-- title: "The chart of each judgement of Effects: what was observed by week or month, what was expected without the campaign, and within which band"
-- key: [effect, period]
-- month: none
-- disclosure: none

create table effect_series (
    effect    varchar not null,  -- Effects.id
    campaign  varchar not null,  -- Campaigns.campaign
    measure   varchar not null,  -- Measures.measure
    service   varchar not null,  -- Services.service
    area      varchar not null,  -- Areas.area
    grain     enum('week', 'month') not null, -- Span of the period
    period    date not null,     -- First day of the period
    is_index  boolean not null,  -- Whether figures are an index (mean before the start = 100, whole numbers), as for counts of people
    unit      varchar not null,  -- What the figures are in; index for an index
    observed  double,            -- What was counted; null: no figure of that period is used
    expected  double,            -- What it would have been without the campaign
    lower     double,            -- Where 95 in 100 such periods would have been without it, lower end
    upper     double,            -- The same, upper end
    exposure  double not null    -- Share of the period in which an effect may be seen [share]
);
