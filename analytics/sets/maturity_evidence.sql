-- title: What each stage's score is made of, rule by rule
-- key: [audience, month, stage, rule]
-- month: none
-- disclosure: none

create table maturity_evidence (
    audience varchar not null,          -- external or internal
    month    date not null,             -- First day of the month
    stage    varchar not null,          -- Maturity.stage
    rule     varchar not null,          -- Id of the rule in data/maturity_rules.csv
    title    varchar not null,          -- What it looks at
    found    double,                    -- What was found; null: nothing can be said
    none_at  double not null,           -- What gives 0
    full_at  double not null,           -- What gives 1
    score    double,                    -- 0 to 1, in a straight line between the two [share]
    weight   double not null            -- Its weight in the stage's score
);
