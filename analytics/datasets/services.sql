-- title: Services of the council
-- key: [service]
-- month: none
-- disclosure: none
-- retention: forever
-- precedence: [data_services]

create table services (
    service      varchar, -- LGSL id or slug
    title        varchar, -- Its name
    directorate  varchar, -- The part of the council that runs it
    lgsl         integer, -- Local Government Services List number
    open311_code varchar, -- Its service_code in Open311
    sensitive    boolean  -- Whether figures about it are protected more strictly
);
