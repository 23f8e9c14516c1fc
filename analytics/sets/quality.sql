-- title: What was checked, when, and what was found; publication after publication
-- key: [id]
-- month: none
-- disclosure: none

create table quality (
    id         varchar not null,        -- 16 hex digits
    checked    timestamptz not null,    -- The time the publication that checked was made for [UTC]
    about      enum('source', 'dataset', 'measure', 'campaign', 'account') not null, -- What was checked
    name       varchar not null,        -- Its name
    "check"    varchar not null,        -- What should hold
    kind       enum('missing', 'invalid', 'duplicate', 'row_count', 'freshness', 'schema', 'volume', 'reconciliation', 'custom', 'register') not null, -- Sort of check
    level      enum('warn', 'fail') not null, -- What it is worth when it does not hold
    result     enum('pass', 'warn', 'fail', 'not_run') not null, -- How it went
    found      double,                  -- What was found: a share, a number of rows (about people to the nearest 5; 1 to 7 are told as 5), days
    allowed    varchar,                 -- What is allowed
    message    varchar                  -- What does not hold and what to do; null: it holds
);
