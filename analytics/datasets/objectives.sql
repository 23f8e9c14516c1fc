-- title: What the council set out to reach
-- key: [objective]
-- month: none
-- disclosure: none
-- retention: forever
-- strict: [purpose, path]
-- precedence: [data_objectives]

create table objectives (
    objective   varchar,                               -- Id of the objective, a slug
    title       varchar,                               -- What is to be reached
    purpose     enum('change', 'operational', 'reputation', 'explain', 'warn'), -- Why the council communicates (GCS)
    measure     varchar,                               -- Measures.measure it is judged by
    service     varchar,                               -- For which service; null: all together
    area        varchar,                               -- In which area; null: all together
    baseline    double,                                -- Where it started, in the measure's unit
    baseline_on date,                                  -- Day it started from; null: a year before target_date
    target      double,                                -- Where it should be on target_date, in the measure's unit
    target_date date,                                  -- Day by which
    path        enum('straight', 'seasonal', 'steps'), -- How it should get there; seasonal: as the year before the baseline went
    steps       varchar,                               -- Of a path in steps: 2026-09-30=0.74; 2026-12-31=0.78
    grain       enum('month', 'quarter', 'financial_year'), -- Span of the figure it is judged by; null: month
    amber_from  double,                                -- Share of the change expected by now that still is amber; null: 0.5 [share]
    owner       varchar                                -- Who answers for it
);
