-- title: Who is not reached, as outcomes by how deprived people's areas are
-- key: [measure, grain, period, service, area]
-- month: none
-- disclosure: event_count

create table deprivation (
    measure         varchar not null,   -- Measures.measure
    grain           enum('quarter', 'financial_year') not null, -- Span of a period
    period          date not null,      -- First day of the period
    service         varchar not null,   -- Services.service; all: every one
    area            varchar not null,   -- Areas.area: quintile:1, the most deprived fifth, to quintile:5
    quintile        integer not null,   -- 1, the most deprived fifth, to 5
    value           double,             -- The figure as published, in the measure's unit; null: see status
    status          enum('ok', 'provisional', 'stale', 'missing', 'not_offered', 'suppressed') not null, -- Why it is or is not there
    residents       bigint,             -- People who live in that fifth's areas; null: not known of all of them [people]
    per_1000        double,             -- Of what can be counted: value for each 1,000 residents [per 1,000 residents]
    share           double,             -- Of what can be counted: this fifth's part of all five; null: one of them is not known [share]
    residents_share double,             -- This fifth's part of the residents of all five [share]
    reached         double,             -- share against residents_share: 1 is as many as live there [ratio]
    reach           enum('under', 'in_line', 'over'), -- under: reached below 0.8, the four-fifths rule; over: above 1.25; null: not known
    against_least   double,             -- per_1000, else value, against that of the least deprived fifth that has one: 1 is alike [ratio]
    note            varchar             -- What the numbers say, in words
);
