-- title: Services begun from other sites
-- why: A widget on a site people use already brings the service to them; loads are not use, a start is.
-- stage: outcome
-- kind: count
-- unit: transactions
-- better: higher
-- numerator: Transactions begun from council widgets on other sites
-- disclosure: event_count
-- publish: {month: [[]]}
-- date_role: begun
-- lookback: 0d
-- owner: performance@council.example
-- review_by: 2027-04-01

select
    date::date                  as date,
    grain::varchar              as grain,
    null::varchar               as service,
    null::varchar               as area,
    null::varchar               as channel,
    null::varchar               as platform,
    sum(service_starts)::bigint as numerator,
    null::bigint as denominator,
    service_starts_status as status,       -- grouped by: what is known, missing and suppressed stay apart
    sum(service_starts_low)::bigint as low,
    case when count(*) = count(service_starts_high) then sum(service_starts_high) end::bigint as high
from widget_days
group by all;

-- check: fail - nothing negative
select * from result where numerator < 0;
