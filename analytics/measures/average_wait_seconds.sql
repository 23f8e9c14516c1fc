-- title: Time to answer
-- why: How long people wait before anyone speaks to them.
-- stage: outcome
-- kind: ratio
-- unit: seconds
-- better: lower
-- numerator: Seconds waited, added over calls answered
-- denominator: Calls answered
-- disclosure: event_count
-- one_is: {numerator: 60}
-- publish: {month: [[service, channel]], week: [[service]]}
-- date_role: received
-- lookback: 0d
-- owner: performance@council.example
-- review_by: 2027-04-01

-- Both parts come from rows where both are known, or the numerator's bounds are. A mean hides the long waits: see calls_abandoned_rate and
-- answered_within_standard beside it.
select
    date::date                  as date,
    grain::varchar              as grain,
    service::varchar            as service,
    area::varchar               as area,
    channel::varchar            as channel,
    null::varchar               as platform,
    sum(wait_seconds_total) filter (where answered is not null)::bigint as numerator,
    sum(answered) filter (where wait_seconds_total_high is not null)::bigint as denominator,
    worst(wait_seconds_total_status, answered_status) as status,
    -- Bounds only of what was suppressed: those of what is known are itself, and need no adding up.
    sum(wait_seconds_total_low) filter (where wait_seconds_total_status = 'suppressed' and answered is not null)::bigint as low,
    sum(wait_seconds_total_high) filter (where wait_seconds_total_status = 'suppressed' and answered is not null)::bigint as high
from service_contacts
group by all;

-- check: fail - nothing negative
select * from result where numerator < 0 or denominator < 0;
