-- title: Notifications delivered
-- why: A message that does not arrive was not sent.
-- stage: output
-- kind: ratio
-- unit: share
-- better: higher
-- numerator: Messages delivered
-- denominator: Messages to be sent
-- disclosure: event_count
-- publish: {month: [[channel]]}
-- date_role: sent
-- lookback: 0d
-- owner: communications@council.example
-- review_by: 2027-04-01

-- Both parts come from rows where both are known, or the numerator's bounds are.
select
    date::date                  as date,
    grain::varchar              as grain,
    null::varchar               as service,
    null::varchar               as area,
    channel::varchar            as channel,
    null::varchar               as platform,
    sum(delivered) filter (where requested is not null)::bigint as numerator,
    sum(requested) filter (where delivered_high is not null)::bigint as denominator,
    worst(delivered_status, requested_status) as status,
    sum(delivered_low) filter (where requested is not null)::bigint as low,
    sum(delivered_high) filter (where requested is not null)::bigint as high
from notifications
group by all;

-- check: fail - no more delivered than requested
select * from result where numerator > denominator;

-- check: fail - nothing negative
select * from result where numerator < 0 or denominator < 0;
