-- title: Requests closed in time
-- why: "A promise kept: whoever reports something was told by when it would be done."
-- stage: outcome
-- kind: ratio
-- unit: share
-- better: higher
-- numerator: Requests closed inside their time
-- denominator: Requests closed
-- disclosure: event_count
-- publish: {month: [[service, area]]}
-- date_role: closed
-- lookback: 0d
-- owner: performance@council.example
-- review_by: 2027-04-01

-- Both parts come from rows where both are known, or the numerator's bounds are. Requests still open are in request_backlog.
select
    date::date                  as date,
    grain::varchar              as grain,
    service::varchar            as service,
    area::varchar               as area,
    channel::varchar            as channel,
    null::varchar               as platform,
    sum(closed_in_time) filter (where closed is not null)::bigint as numerator,
    sum(closed) filter (where closed_in_time_high is not null)::bigint as denominator,
    worst(closed_in_time_status, closed_status) as status,
    sum(closed_in_time_low) filter (where closed is not null)::bigint as low,
    sum(closed_in_time_high) filter (where closed is not null)::bigint as high
from service_request_days
group by all;

-- check: fail - no more closed in time than closed
select * from result where numerator > denominator;

-- check: fail - nothing negative
select * from result where numerator < 0 or denominator < 0;
