-- title: Which report uses which measure
-- key: [exposure, measure]
-- month: none
-- disclosure: none
-- retention: forever
-- strict: [kind]
-- precedence: [data_exposures]

create table exposures (
    exposure varchar, -- Id of the report, dashboard or return
    measure  varchar, -- Measures.measure it uses
    title    varchar, -- Its name
    kind     enum('dashboard', 'report', 'return', 'notebook', 'other'), -- What it is
    headline boolean, -- Whether the measure is its headline
    url      varchar, -- Where it is
    owner    varchar  -- Who answers for it
);
