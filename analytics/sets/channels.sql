-- title: Channels by which residents reach the council
-- key: [channel]
-- month: none
-- disclosure: none

create table channels (
    channel                   varchar not null, -- Slug; also all, not_broken_down, unknown and other
    title                     varchar not null, -- Its name; the slug where the council has given none
    digital                   boolean,          -- Whether it counts as digital
    response_standard_seconds bigint            -- The council's own standard for an answer [seconds]
);
