-- title: "Areas: wards, districts and places"
-- key: [area]
-- month: none
-- disclosure: none
-- retention: forever
-- precedence: [data_areas]

create table areas (
    area                 varchar, -- GSS code, or place:<slug> for a branch, pool or site
    name                 varchar, -- Its name
    type                 varchar, -- ward, lsoa, msoa, district, county, place … in lower case
    parent               varchar, -- The area it lies in; null: none above it here
    successor            varchar, -- The area that took its place when boundaries changed
    population           bigint,  -- Usual residents [people]
    deprivation_quintile integer, -- 1 (most deprived fifth of England) to 5 (IMD)
    opened_on            date,    -- First day it existed
    closed_on            date     -- Last day it existed; null: it still does
);
