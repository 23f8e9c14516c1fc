-- title: Bookings
-- why: A place booked is the first thing a resident does about a service, and what most campaigns ask for.
-- stage: outcome
-- kind: count
-- unit: places
-- better: higher
-- numerator: Places booked, whether or not they were cancelled since
-- disclosure: person_count
-- publish: {month: [[service, area], [service, channel]], week: [[service]], day: [[service]]}
-- date_role: booked
-- lookback: 0d
-- owner: performance@council.example
-- review_by: 2027-04-01

select
    date::date                  as date,
    grain::varchar              as grain,
    service::varchar            as service,
    area::varchar               as area,
    channel::varchar            as channel,
    null::varchar               as platform,
    sum(booked)::bigint         as numerator,
    null::bigint                as denominator,
    booked_status               as status,       -- grouped by: what is known, missing and suppressed stay apart
    sum(booked_low)::bigint     as low,
    case when count(*) = count(booked_high) then sum(booked_high) end::bigint   as high
from service_bookings
group by all;

-- check: fail - nothing is booked a negative number of times
select * from result where numerator < 0;
