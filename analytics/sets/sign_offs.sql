-- title: Figures that their owner stands by
-- key: [sign_off]
-- month: none
-- disclosure: none

create table sign_offs (
    sign_off  varchar not null,         -- Id, in the order they were made
    figure    varchar not null,         -- Summaries.id, Outcomes.id, OutcomesWeekly.id or OutcomesDaily.id
    measure   varchar not null,         -- Measures.measure
    grain     varchar not null,         -- Span of the figure's period
    level     varchar not null,         -- What it is broken down by
    period    date not null,            -- First day of its period
    service   varchar not null,         -- Services.service
    area      varchar not null,         -- Areas.area
    channel   varchar not null,         -- Channels.channel
    platform  varchar not null,         -- Platforms.platform
    signed_by varchar not null,         -- Who signed
    signed_at timestamptz not null,     -- When [UTC]
    value     double,                   -- The value signed
    value_now double,                   -- The value in this publication
    holds     boolean not null,         -- Whether the figure is still what was signed; false: it was restated since, or is gone
    note      varchar                   -- What the owner wrote
);
