-- title: Visits per hour open
-- why: Whether opening hours are where people want them.
-- stage: outcome
-- kind: ratio
-- unit: visits an hour
-- better: higher
-- numerator: Visits in person, over days whose hours are known (× 100)
-- denominator: Hours open (× 100)
-- disclosure: event_count
-- one_is: {numerator: 100, denominator: none}   # hours open are nobody's
-- publish: {month: [[service, area]]}
-- date_role: visited
-- lookback: 0d
-- owner: performance@council.example
-- review_by: 2027-04-01

-- A day it was closed is in neither part. Hours have fractions, so both parts are in hundredths.
select
    date::date                  as date,
    grain::varchar              as grain,
    service::varchar            as service,
    area::varchar               as area,
    null::varchar               as channel,
    null::varchar               as platform,
    sum(visits * 100) filter (where hours_open > 0)::bigint as numerator,
    round(100 * sum(hours_open) filter (where visits is not null and hours_open > 0))::bigint as denominator,
    worst(visits_status, hours_open_status) as status
from service_visits
where hours_open is null or hours_open > 0
group by all;

-- check: fail - nothing negative
select * from result where numerator < 0 or denominator < 0;
