-- title: Every published table at every roll-up; filter to one grain and one level, or rows of several roll-ups mix
-- key: [id]
-- month: none
-- disclosure: none

create table summaries (
    id           varchar not null,      -- 16 hex digits, the same for a cell in every publication
    grain        enum('week', 'month', 'quarter', 'financial_year', 'year') not null, -- Span of the period
    level        varchar not null,      -- What it is broken down by: council, service, service_area, service_district …
    period       date not null,         -- First day of the period
    measure      varchar not null,      -- Measures.measure
    service      varchar not null,      -- Services.service; all where the measure is not broken down by service
    area         varchar not null,      -- Areas.area
    channel      varchar not null,      -- Channels.channel
    platform     varchar not null,      -- Platforms.platform
    value        double,                -- The figure, for reading, in the unit named beside it; null: see status
    numerator    bigint,                -- What was counted, in whole units (pence, seconds)
    denominator  bigint,                -- What it is a share or rate of; null for counts and levels
    lower        double,                -- 95 % interval of a share (Wilson) or a rate (Byar)
    upper        double,                -- 95 % interval of a share (Wilson) or a rate (Byar)
    low          bigint,                -- Least numerator possible, where a part was suppressed at source
    high         bigint,                -- Greatest numerator possible, where a part was suppressed at source
    coverage     double,                -- Days delivered as a share of days asked for [share]
    status       enum('ok', 'provisional', 'stale', 'missing', 'not_offered', 'suppressed') not null, -- Why the figure is or is not there
    suppressed   boolean not null,      -- Whether the figure is hidden, here or at source
    previous     double,                -- The same figure one period earlier, in the same unit
    year_before  double,                -- The same figure in the same period a year earlier
    year_to_date double,                -- The figure from 1 April to the end of the period
    target       double,                -- What an objective expects of the period; null where there is none
    unit         varchar not null,      -- What value is in
    updated      timestamptz not null   -- When this cell's content last changed [UTC]
);
