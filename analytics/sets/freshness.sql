-- title: How up to date each source is
-- key: [source]
-- month: none
-- disclosure: none

create table freshness (
    source       varchar not null,      -- Name of the source
    dataset      varchar not null,      -- What it delivers
    title        varchar not null,      -- What it is, for people
    status       enum('fresh', 'due', 'late', 'failed', 'never_run', 'unscheduled', 'removed') not null, -- How it stands when published; unscheduled: nobody said when to expect more, so see lag_days; removed: its file left the council folder, its rows stay
    last_success timestamptz,           -- When it last ran through [UTC]
    from_date    date,                  -- First day delivered
    to_date      date,                  -- Last day delivered
    lag_days     bigint,                -- Days between the last day delivered and the publication [days]
    "rows"       bigint,                -- Rows in the lake; of rows about people this and the other numbers are rounded to 5, and 1 to 7 told as 5 [rows]
    quarantined  bigint,                -- Rows its last run set aside [rows]
    due_by       date,                  -- Day by which its next delivery is due; null: it has no schedule
    message      varchar                -- What went wrong, where it failed; or, from 14 days before, the day on which its credential ends
);
