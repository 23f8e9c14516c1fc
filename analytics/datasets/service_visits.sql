-- title: Visits to places and services, by day
-- key: [service, area, date]
-- month: date
-- disclosure: event_count
-- retention: 84m

create table service_visits (
    service        varchar,       -- Services.service: LGSL id or slug
    area           varchar,       -- The place visited: place:<slug> or GSS code
    date           date,          -- The day
    visits         bigint,        -- Visits in person [visits]
    visits_digital bigint,        -- Visits to the place's or service's digital front [visits]
    hours_open     decimal(18,4)  -- Hours it was open; 0: closed [hours]
);
