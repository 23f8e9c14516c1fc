-- title: Figures that one publication gives otherwise than another
-- key: [set, id]
-- month: none
-- disclosure: none

create table changes (
    set             varchar not null,  -- The set the figure is in
    id              varchar not null,  -- Its id there
    change          enum('restated', 'settled', 'withdrawn') not null, -- restated: it stood as ok before; settled: it was provisional, stale, missing or hidden; withdrawn: it is not there any more
    measure         varchar not null,  -- Measures.measure
    grain           varchar,           -- Span of the period, in Summaries
    level           varchar,           -- What it is broken down by, in Summaries
    period          date not null,     -- First day of the period
    service         varchar not null,  -- Services.service
    area            varchar not null,  -- Areas.area
    channel         varchar not null,  -- Channels.channel
    platform        varchar not null,  -- Platforms.platform
    old_value       double,            -- The figure in the publication named by from
    new_value       double,            -- The figure in the publication named by to
    old_numerator   bigint,            -- Its numerator in from
    new_numerator   bigint,            -- Its numerator in to
    old_denominator bigint,            -- Its denominator in from
    new_denominator bigint,            -- Its denominator in to
    old_status      varchar not null,  -- Its status in from
    new_status      varchar            -- Its status in to; null: withdrawn
);
