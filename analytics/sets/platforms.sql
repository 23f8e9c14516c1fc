-- title: Platforms
-- key: [platform]
-- month: none
-- disclosure: none

create table platforms (
    platform   varchar not null,        -- Slug; also all, not_broken_down, unknown and other
    title      varchar not null,        -- Its name; the slug where the council has given none
    kind       varchar,                 -- Sort of platform
    lifecycle  varchar,                 -- proposed, active, frozen or retired
    retired_on date                     -- Day the council left it
);
