-- title: Attendance rate
-- why: A place booked and left empty is one that someone else could have had.
-- stage: outcome
-- kind: ratio
-- unit: share
-- better: higher
-- numerator: Places attended
-- denominator: Places booked and not cancelled, for the same sessions
-- disclosure: person_count
-- publish: {month: [[service, area]], week: [[service]], day: [[service]]}
-- date_role: held
-- lookback: all
-- owner: performance@council.example
-- review_by: 2027-04-01

-- Bookings meet the session they are for by service, day held and reference, and by place where the booking names one (its area may
-- be where the booker lives). A session row without reference or area stands for all of them. A session nobody had to book for is in
-- neither part. Where a source does not say what was cancelled, the rate is not offered.
with sessions as (
    select *, count(*) over (partition by service, date, grain, reference) as places
    from service_sessions
),
booked as (
    select
        service, area, reference, grain.grain, date_trunc(grain.grain, for_date)            as held,
        case when count(*) = count(booked - cancelled) then sum(booked - cancelled) end     as places,
        max(worst(booked_status, cancelled_status))                                         as status
    from service_bookings
    cross join (select distinct grain from service_sessions) as grain
    group by all
),
attendance as (
    select
        s.date, s.grain, s.service, s.area, s.reference,
        any_value(s.attended)                                               as attended,
        any_value(s.attended_low)                                           as attended_low,
        any_value(s.attended_high)                                          as attended_high,
        case when count(*) = count(b.places) then sum(b.places) end         as booked,
        worst(any_value(s.attended_status), max(b.status))                  as status
    from sessions s
    join booked b
        on b.service is not distinct from s.service
        and b.grain = s.grain
        and b.held = s.date
        and (s.reference is null or s.reference = b.reference)
        and (s.area is null or s.area = b.area or (s.places = 1 and not starts_with(coalesce(b.area, ''), 'place:')))
    group by all
)
select
    date::date                  as date,
    grain::varchar              as grain,
    service::varchar            as service,
    area::varchar               as area,
    null::varchar               as channel,
    null::varchar               as platform,
    sum(attended) filter (where booked is not null)::bigint            as numerator,
    sum(booked) filter (where attended_high is not null)::bigint       as denominator,
    status,
    sum(attended_low) filter (where booked is not null)::bigint        as low,
    sum(attended_high) filter (where booked is not null)::bigint       as high
from attendance
group by all;

-- check: warn - no more attended than booked and not cancelled
select * from result where numerator > denominator;

-- check: fail - nothing negative
select * from result where numerator < 0 or denominator < 0;
