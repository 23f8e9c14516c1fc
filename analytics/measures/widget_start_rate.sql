-- title: Widget loads that begin a service
-- why: Whether a widget is used where it stands, or only shown.
-- stage: outcome
-- kind: ratio
-- unit: share
-- better: higher
-- numerator: Transactions begun from widgets
-- denominator: Times widgets were shown
-- disclosure: event_count
-- publish: {month: [[]]}
-- date_role: shown
-- lookback: 0d
-- owner: performance@council.example
-- review_by: 2027-04-01

-- Both parts come from rows where both are known, or the numerator's bounds are.
select
    date::date                  as date,
    grain::varchar              as grain,
    null::varchar               as service,
    null::varchar               as area,
    null::varchar               as channel,
    null::varchar               as platform,
    sum(service_starts) filter (where loads is not null)::bigint as numerator,
    sum(loads) filter (where service_starts_high is not null)::bigint as denominator,
    worst(service_starts_status, loads_status) as status,
    sum(service_starts_low) filter (where loads is not null)::bigint as low,
    sum(service_starts_high) filter (where loads is not null)::bigint as high
from widget_days
group by all;

-- check: fail - no more starts than loads
select * from result where numerator > denominator;

-- check: fail - nothing negative
select * from result where numerator < 0 or denominator < 0;
