-- title: Visits to digital fronts
-- why: "Use of a place does not end at its door: catalogues, e-books and classes online are use, too."
-- stage: outcome
-- kind: count
-- unit: visits
-- better: higher
-- numerator: Visits to the digital front of a place or service
-- disclosure: event_count
-- publish: {month: [[service, area]]}
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
    sum(visits_digital)::bigint as numerator,
    null::bigint as denominator,
    visits_digital_status as status,       -- grouped by: what is known, missing and suppressed stay apart
    sum(visits_digital_low)::bigint as low,
    case when count(*) = count(visits_digital_high) then sum(visits_digital_high) end::bigint as high
from service_visits
group by all;

-- check: fail - nothing negative
select * from result where numerator < 0;
