-- title: What the six stages are told by; a council's own file replaces the built-in one
-- key: [stage, rule, audience]
-- month: none
-- disclosure: none
-- retention: forever
-- strict: [audience]
-- precedence: [data_maturity_rules]

create table maturity_rules (
    stage        varchar, -- Id of the stage
    stage_number integer, -- Its place in the profile
    stage_title  varchar, -- Its name
    rule         varchar, -- Id of the rule
    title        varchar, -- What it looks at
    evidence     varchar, -- What is found: one of the names analytics/sql/sets/maturity_evidence.sql makes, or measure:<id> for the council's published figure of the month
    audience     enum('external', 'internal', 'both'), -- Whom it tells about
    none_at      double,  -- What gives 0
    full_at      double,  -- What gives 1; below none_at where less is more
    weight       double   -- Its weight in the stage's score
);
