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
    target      double,                                -- Where it should be on target_date, in the measure's unit
    target_date date,                                  -- Day by which
    path        enum('straight', 'seasonal', 'steps'), -- How it should get there
    owner       varchar                                -- Who answers for it
);
