-- title: Days booked ahead
-- why: How long before the day people book says when a reminder or a campaign can still move them.
-- stage: output
-- kind: ratio
-- unit: days
-- better: neither
-- numerator: Days between booking and the day booked for, added over places booked (in seconds)
-- denominator: Places booked
-- disclosure: person_count
-- one_is: {numerator: 86400}  # seconds
-- publish: {month: [[service, area]]}
-- date_role: booked
-- lookback: 0d
-- owner: performance@council.example
-- review_by: 2027-04-01

-- Only rows by day say on which day a booking was made.
with ahead as (
    select
        *, for_date - date as days,
        case when grain <> 'day' then 'not_offered'::status when for_date is null then worst('missing'::status, booked_status) else booked_status end as reason
    from service_bookings
)
select
    date::date                  as date,
    grain::varchar              as grain,
    service::varchar            as service,
    area::varchar               as area,
    channel::varchar            as channel,
    null::varchar               as platform,
    sum(days * 86400 * booked) filter (where grain = 'day')::bigint as numerator,
    sum(booked) filter (where grain = 'day' and days is not null)::bigint as denominator,
    reason as status
from ahead
group by all;

-- check: warn - nothing is booked for a day that is over
select * from result where numerator < 0;
