-- title: Notifications opened
-- why: Whether people look at what they asked for; some channels cannot tell.
-- stage: out_take
-- kind: ratio
-- unit: share
-- better: higher
-- numerator: Messages opened
-- denominator: Messages delivered, on channels that tell what was opened
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
    sum(opened) filter (where delivered is not null)::bigint as numerator,
    sum(delivered) filter (where opened_high is not null)::bigint as denominator,
    worst(opened_status, delivered_status) as status,
    sum(opened_low) filter (where delivered is not null)::bigint as low,
    sum(opened_high) filter (where delivered is not null)::bigint as high
from notifications
group by all;

-- check: fail - no more opened than delivered
select * from result where numerator > denominator;

-- check: fail - nothing negative
select * from result where numerator < 0 or denominator < 0;
