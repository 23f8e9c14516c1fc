-- title: Campaigns, changes and events that may have moved a measure
-- key: [campaign]
-- month: none
-- disclosure: none

create table campaigns (
    campaign          varchar not null,    -- Id of the campaign
    title             varchar not null,    -- Its name, for people
    kind              enum('communication', 'service_change', 'event', 'price', 'closure') not null, -- What it was; only a communication may be worded "the campaign"
    objective         varchar,             -- The objective it serves; null: none was set
    audiences         varchar,             -- Whom it was for; several separated by semicolons
    platforms         varchar,             -- Platforms.platform it ran on; several separated by semicolons
    starts_on         date,                -- First day
    ends_on           date,                -- Last day
    cost_gbp          decimal(18, 4),      -- Money spent on it as declared; null: not declared. With hours and the resource ledger: Effects.cost_gbp [GBP]
    aims              bigint not null,     -- How many aims it has, each judged in Effects
    registration      enum('none', 'before', 'after', 'changed') not null, -- Whether window, aims, direction and comparisons were written down before the start, after it, or were changed after both
    registered_on     date,                -- Day it was registered; null: it was not
    registration_hash varchar,             -- SHA-256 of what was registered, in hex; null: it was not
    registration_kept boolean,             -- Whether it still is as it was registered; null: it was not registered
    changed_on        date,                -- Day a change after the start was first seen; null: there was none
    changes           varchar              -- What differs from what was registered; null: nothing
);
