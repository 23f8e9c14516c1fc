-- title: Areas and places
-- key: [area]
-- month: none
-- disclosure: none

create table areas (
    area                 varchar not null, -- GSS code or place:<slug>; quintile:1 to quintile:5, areas by deprivation; also all, not_broken_down, unknown and other
    name                 varchar not null, -- Its name; the code where the council has given none
    type                 varchar,          -- ward, district, place, quintile …
    parent               varchar,          -- Areas.area that it lies in
    successor            varchar,          -- Areas.area that took its place
    population           bigint,           -- Residents [people]
    deprivation_quintile integer,          -- 1, the most deprived fifth, to 5
    opened_on            date,             -- First day it was there; null: always
    closed_on            date              -- Last day it was there; null: it still is
);
