-- title: Which report uses which measure
-- key: [exposure, measure]
-- month: none
-- disclosure: none

create table exposures (
    exposure varchar not null,          -- Id of the report, dashboard or return
    measure  varchar not null,          -- Measures.measure it uses
    title    varchar not null,          -- Its name
    kind     enum('dashboard', 'report', 'return', 'notebook', 'other') not null, -- What it is
    headline boolean not null,          -- Whether the measure is its headline
    url      varchar,                   -- Where it is
    owner    varchar,                   -- Who answers for it
    known    boolean not null           -- Whether the measure is published here
);
