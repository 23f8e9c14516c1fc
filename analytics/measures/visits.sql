-- title: Visits
-- why: Whether people come through the door says whether a library, pool or hub is of use where it stands.
-- stage: outcome
-- kind: count
-- unit: visits
-- better: higher
-- numerator: Visits in person; visits to a service's web pages are not among them
-- disclosure: event_count
-- publish: {month: [[service, area]], week: [[service]], day: [[service]]}
-- date_role: visited
-- lookback: 0d
-- owner: performance@council.example
-- review_by: 2027-04-01

select
    date::date                  as date,
    grain::varchar              as grain,
    service::varchar            as service,
    area::varchar               as area,
    null::varchar               as channel,
    null::varchar               as platform,
    sum(visits)::bigint         as numerator,
    null::bigint                as denominator,
    visits_status               as status,       -- grouped by: what is known, missing and suppressed stay apart
    sum(visits_low)::bigint     as low,
    case when count(*) = count(visits_high) then sum(visits_high) end::bigint   as high
from service_visits
group by all;

-- check: fail - no negative number of visits
select * from result where numerator < 0;
