-- title: What stands in the way of using a platform
-- key: [barrier]
-- month: none
-- disclosure: none

create table barriers (
    barrier   varchar not null,         -- Id of the barrier
    platform  varchar not null,         -- Platforms.platform; all: every one
    team      varchar,                  -- Team it holds back; null: all
    kind      enum('blocked', 'policy', 'skills', 'resource', 'culture', 'accessibility'), -- What kind
    from_date date,                     -- First day
    to_date   date,                     -- Last day; null: it still stands
    stands    boolean not null,         -- Whether it stands when published
    days      bigint,                   -- For how long it has stood, or stood; null: it has not begun [days]
    note      varchar                   -- What it is, in words
);
