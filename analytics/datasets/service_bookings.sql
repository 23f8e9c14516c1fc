-- title: Bookings, by the day they were made
-- key: [service, area, channel, date, reference]
-- month: date
-- disclosure: person_count
-- retention: 84m

create table service_bookings (
    service      varchar,        -- Service booked: LGSL id or slug
    area         varchar,        -- Where the booker lives, or the place booked: GSS code or place:<slug>
    channel      varchar,        -- How the booking was made
    date         date,           -- Day the booking was made
    reference    varchar,        -- What tells bookings of one day apart: an order or event number
    for_date     date,           -- Day booked for
    booked       bigint,         -- Places booked [places]
    orders       bigint,         -- Bookings made, whatever their size [orders]
    cancelled    bigint,         -- Places cancelled since [places]
    revenue_gbp  decimal(18,4),  -- Money taken [GBP]
    referral     varchar         -- Where the booker came from, such as a campaign link
);
