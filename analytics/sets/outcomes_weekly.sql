-- title: "Outcomes by ISO week: the tables published weekly"
-- key: [id]
-- month: none
-- disclosure: none

create table outcomes_weekly (
    id           varchar not null,      -- 16 hex digits, the same for a cell in every publication
    period       date not null,         -- Monday of the week
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
    unit         varchar not null,      -- What value is in
    updated      timestamptz not null   -- When this cell's content last changed [UTC]
);
