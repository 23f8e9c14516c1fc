-- title: Sessions held (classes, appointments, performances), by the day held
-- key: [service, area, date, reference]
-- month: date
-- disclosure: person_count
-- retention: 84m

create table service_sessions (
    service   varchar, -- Services.service: LGSL id or slug
    area      varchar, -- Where it was held: place:<slug> or GSS code
    date      date,    -- Day it was held
    reference varchar, -- What tells sessions of one day apart
    capacity  bigint,  -- Places there were; null: no limit known [places]
    attended  bigint,  -- People who came [people]
    no_show   bigint   -- People booked who did not come and had not cancelled [people]
);
