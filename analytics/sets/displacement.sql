-- title: What happened beside each campaign's aim, shown beside its effect and never netted
-- key: [campaign, measure, kind, member]
-- month: none
-- disclosure: event_count

create table displacement (
    campaign varchar not null,          -- Campaigns.campaign
    measure  varchar not null,          -- Measures.measure it aims at
    service  varchar not null,          -- Services.service
    kind     enum('area', 'channel', 'before', 'after', 'guardrail') not null, -- Other places; other channels; the weeks before; weeks 1 to 4 and 5 to 12 after; phone and face to face
    member   varchar not null,          -- The place or channel, or the weeks: weeks_1_4, weeks_5_12
    periods  bigint not null,           -- Whole weeks compared (before, after), or months that the campaign ran in (area, channel, guardrail)
    observed double,                    -- Mean of those periods, in the measure's unit
    usual    double,                    -- The same of the same periods a year before
    change   double,                    -- observed against usual: association, not effect [share]
    status   enum('ok', 'missing', 'suppressed', 'too_early') not null, -- Whether it can be said
    note     varchar                    -- What it may mean
);
