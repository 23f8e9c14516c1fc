-- title: What each source read and what became of every row
-- key: [id]
-- month: none
-- disclosure: none

create table runs (
    id                 varchar not null,     -- Id of the run
    source             varchar not null,     -- Name of the source
    dataset            varchar not null,     -- What it delivers
    started            timestamptz not null, -- When it began [UTC]
    finished           timestamptz,          -- When it ended; null: it has not [UTC]
    status             enum('running', 'succeeded', 'unchanged', 'failed') not null, -- How it went
    window_from        date,                 -- First day asked for; null: everything
    window_to          date,                 -- First day no longer asked for; null: everything
    read               bigint not null,      -- Raw rows read: passed and quarantined; of rows about people this and the other numbers are rounded to 5, and 1 to 7 told as 5 [rows]
    passed             bigint not null,      -- Raw rows that could be typed [rows]
    quarantined        bigint not null,      -- Raw rows set aside [rows]
    mapped             bigint not null,      -- Rows the mapping gave: the next six [rows]
    new                bigint not null,      -- Rows whose key was not there before [rows]
    changed            bigint not null,      -- Rows that differ from what was there [rows]
    unchanged          bigint not null,      -- Rows like those that were there [rows]
    duplicate          bigint not null,      -- Rows whose key another row of the run has [rows]
    outside            bigint not null,      -- Rows dated outside the window [rows]
    mapped_quarantined bigint not null,      -- Mapped rows that break the dataset's contract [rows]
    removed            bigint not null,      -- Rows that were there and are not any more [rows]
    message            varchar               -- What went wrong, where it failed
);
