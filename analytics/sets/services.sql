-- title: Services
-- key: [service]
-- month: none
-- disclosure: none

create table services (
    service      varchar not null,      -- LGSL id or slug; also all, not_broken_down, unknown and other
    title        varchar not null,      -- Its name; the id where the council has given none
    directorate  varchar,               -- Part of the council that runs it
    lgsl         integer,               -- Number in the Local Government Services List
    open311_code varchar,               -- Service code of the council's Open311 end point
    sensitive    boolean                -- Whether figures about it are protected more strictly
);
