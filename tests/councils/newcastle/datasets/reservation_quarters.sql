-- title: Reserved items, how soon they were there, by quarter
-- key: [quarter_from]
-- month: none
-- disclosure: event_count
-- retention: forever

create table reservation_quarters (
    quarter_from    date,      -- First day of the quarter
    reservations    bigint,    -- Items reserved [items]
    within_7_days   bigint,    -- There within 7 days [items]
    within_15_days  bigint,    -- There after 8 to 15 days [items]
    within_30_days  bigint     -- There after 16 to 30 days [items]
);
