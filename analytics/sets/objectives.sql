-- title: What the council set out to reach, and where it stands against the path expected by now
-- key: [objective]
-- month: none
-- disclosure: none

create table objectives (
    objective    varchar not null,      -- Id of the objective
    title        varchar not null,      -- What is to be reached
    purpose      enum('change', 'operational', 'reputation', 'explain', 'warn'), -- Why the council communicates (GCS)
    measure      varchar,               -- Measures.measure it is judged by
    service      varchar not null,      -- Services.service; all: all together
    area         varchar not null,      -- Areas.area; all: all together
    baseline     double,                -- Where it started, in the measure's unit
    baseline_on  date,                  -- Day it started from; where none is given, a year before target_date
    target       double,                -- Where it should be on target_date, in the measure's unit
    target_date  date,                  -- Day by which
    path         enum('straight', 'seasonal', 'steps'), -- How it should get there
    grain        enum('month', 'quarter', 'financial_year'), -- Span of the figure it is judged by
    period       date,                  -- First day of the latest whole period with a figure; null: there is none
    value        double,                -- The figure of that period, as published
    expected_now double,                -- Where the path has it by the end of that period
    progress     double,                -- Change made since the baseline, of the change expected by now [share]
    rag          enum('green', 'amber', 'red', 'not_judged') not null, -- green: where it is expected to be by now, or better; see rule
    rule         varchar not null,      -- The rule that gave the colour, in words and numbers
    reason       varchar,               -- Why it is not judged, and what to use instead; null: it is judged
    status       enum('ok', 'provisional', 'stale', 'missing', 'not_offered', 'suppressed'), -- Of the figure
    unit         varchar,               -- What value, baseline and target are in
    campaigns    bigint not null,       -- Campaigns that serve it [campaigns]
    owner        varchar                -- Who answers for it
);
