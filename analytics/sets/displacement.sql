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
    weeks    bigint not null,           -- Whole weeks compared [weeks]
    observed double,                    -- Mean a week, over those weeks, in the measure's unit
    usual    double,                    -- The same of the same weeks a year before
    change   double,                    -- observed against usual, less what the whole council changed by: association, not effect [share]
    status   enum('ok', 'missing', 'suppressed', 'too_early') not null, -- Whether it can be said
    note     varchar                    -- What it may mean
);
