-- title: What is counted, why, and which way is better
-- key: [measure]
-- month: none
-- disclosure: none

create table measures (
    measure         varchar not null,   -- Id: the name of the file that defines it, never reused
    title           varchar not null,   -- What is counted, for people
    why             varchar not null,   -- Why it matters to a resident or the council
    stage           enum('input', 'output', 'out_take', 'outcome', 'impact') not null, -- Where it stands between effort and effect (GCS, AMEC)
    kind            enum('count', 'ratio', 'level', 'distinct', 'percentile', 'derived') not null, -- How it rolls up
    unit            varchar not null,   -- What value is in
    better          enum('lower', 'higher', 'neither') not null, -- Which way is better
    numerator       varchar not null,   -- What the numerator counts, in words
    denominator     varchar,            -- What the denominator counts, in words; null for counts and levels
    disclosure      enum('person_count', 'event_count', 'none') not null, -- What its figures are about; none: not about people, so as counted
    disclosure_rule varchar not null,   -- What is shown of them, in words
    additive        enum('yes', 'over_areas_only', 'no') not null, -- What may be added; yes: over dimensions and time; over_areas_only: over dimensions at one time; no: never
    interval_method enum('wilson', 'byar'), -- What lower and upper are; null: there are none
    format          varchar not null,   -- How to write value: a format string of Power BI and Excel
    date_role       varchar not null,   -- Which day a row is dated by: booked, held, received …
    published       varchar not null,   -- The tables published: grain, then what each breaks by, as in month: service_area, service_channel; day: service
    complete_to     date,               -- Last day that every source it reads has delivered; null: none has
    stale_since     date,               -- Day of the publication whose figures still stand, because a check fails; null: they are new
    break_from      date,               -- Latest day from which a part means something else; null: none is known
    break_note      varchar,            -- What changed on that day
    headline        boolean not null,   -- Whether it may be a headline or an objective's target: an outcome or impact
    use_instead     varchar,            -- What to use as a headline in its place; null: it may be one
    reads           varchar,            -- Datasets and columns its SQL reads, as in service_contacts: contacts, date; service_visits: visits
    expression      varchar,            -- Of a derived measure: how it is made from others; null: it counts
    replaces        varchar,            -- The measure it took over from, whose figures are not comparable
    owner           varchar not null,   -- Who answers for it
    review_by       date not null       -- Day by which someone should ask whether it is still right
);
