-- title: What stands in the way of using a platform
-- key: [barrier]
-- month: none
-- disclosure: none
-- retention: forever
-- strict: [kind]
-- precedence: [data_barriers]

create table barriers (
    barrier   varchar, -- Id, a slug
    platform  varchar, -- Platforms.platform; null: all
    team      varchar, -- Team it holds back; null: all
    kind      enum('blocked', 'policy', 'skills', 'resource', 'culture', 'accessibility'), -- What kind
    from_date date,    -- First day
    to_date   date,    -- Last day; null: it still stands
    note      varchar  -- What it is, in words
);
