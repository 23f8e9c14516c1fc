-- title: Days to close a request
-- why: How long residents wait for what they asked for.
-- stage: outcome
-- kind: ratio
-- unit: days
-- better: lower
-- numerator: Days from request to closing, added over requests closed (in seconds)
-- denominator: Requests closed
-- disclosure: event_count
-- one_is: {numerator: 86400}  # seconds
-- publish: {month: [[service, area]]}
-- date_role: closed
-- lookback: 0d
-- owner: performance@council.example
-- review_by: 2027-04-01

-- Both parts come from rows where both are known.
select
    date::date                  as date,
    grain::varchar              as grain,
    service::varchar            as service,
    area::varchar               as area,
    channel::varchar            as channel,
    null::varchar               as platform,
    sum(days_to_close_total * 86400) filter (where closed is not null)::bigint as numerator,
    sum(closed) filter (where days_to_close_total is not null)::bigint as denominator,
    worst(days_to_close_total_status, closed_status) as status
from service_request_days
group by all;

-- check: fail - nothing negative
select * from result where numerator < 0 or denominator < 0;
