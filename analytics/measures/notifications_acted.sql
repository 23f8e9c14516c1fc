-- title: Notifications acted on
-- why: "A push that moves nobody is noise: how many of those delivered did what it asked."
-- stage: outcome
-- kind: ratio
-- unit: share
-- better: higher
-- numerator: Messages whose link or button was used
-- denominator: Messages delivered, on channels that tell
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
    sum(acted) filter (where delivered is not null)::bigint as numerator,
    sum(delivered) filter (where acted_high is not null)::bigint as denominator,
    worst(acted_status, delivered_status) as status,
    sum(acted_low) filter (where delivered is not null)::bigint as low,
    sum(acted_high) filter (where delivered is not null)::bigint as high
from notifications
group by all;

-- check: fail - no more acted than delivered
select * from result where numerator > denominator;

-- check: fail - nothing negative
select * from result where numerator < 0 or denominator < 0;
