-- title: Which spans a source has delivered; written by ingestion
-- key: [source, dataset, from_date]
-- month: none
-- disclosure: none
-- retention: forever
-- strict: [absent]

create table coverage (
    source            varchar,                 -- The source
    dataset           varchar,                 -- The dataset it fills
    from_date         date,                    -- First day delivered
    to_date           date,                    -- Last day delivered
    fetched_at        timestamptz,             -- When it was fetched [UTC]
    absent            enum('zero', 'missing'), -- What a silent day in the span means
    provisional_until date,                    -- Day until which the source may still restate the span
    due_by            date                     -- Day by which the next delivery is due
);
