-- title: "Six stages of social media in government, each scored from data: a profile, not a ladder"
-- key: [audience, month, stage]
-- month: none
-- disclosure: none

create table maturity (
    audience     enum('external', 'internal') not null, -- Residents, or staff
    month        date not null,         -- First day of the month
    stage        varchar not null,      -- Id of the stage, as data/maturity_rules.csv names it
    stage_number integer not null,      -- Its place in the profile; no stage is above another
    title        varchar not null,      -- Its name
    score        double,                -- 0 to 1: the weighted mean of its evidence; null: no evidence can be had [share]
    known        double not null,       -- Weight of the evidence that could be had, of all [share]
    status       enum('ok', 'missing') not null -- missing: less than half of the evidence by weight can be had
);
