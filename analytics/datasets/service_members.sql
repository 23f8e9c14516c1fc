-- title: Members of services (libraries, leisure), as counted on a day
-- key: [service, area, date]
-- month: date
-- disclosure: person_count
-- retention: 84m

create table service_members (
    service varchar, -- Services.service: LGSL id or slug
    area    varchar, -- Where members are registered: place:<slug> or GSS code
    date    date,    -- Day of the count
    members bigint,  -- Members on that day; a level, never added over days [people]
    active  bigint,  -- Of those, the ones who used the service in the source's period [people]
    joined  bigint,  -- People who joined since the count before [people]
    "left"  bigint   -- People who left since the count before [people]
);
