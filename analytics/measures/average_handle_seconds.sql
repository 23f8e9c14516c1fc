-- title: Time to handle
-- why: "How long a contact takes once it is answered: the part of its cost that the council sees."
-- stage: output
-- kind: ratio
-- unit: seconds
-- better: neither
-- numerator: Seconds of handling, added over calls answered
-- denominator: Calls answered
-- disclosure: event_count
-- one_is: {numerator: 60}    # seconds: about as long as a call takes, in whole minutes
-- publish: {month: [[service, channel]]}
-- date_role: received
-- lookback: 0d
-- owner: performance@council.example
-- review_by: 2027-04-01

-- Both parts come from rows where both are known, or the numerator's bounds are.
select
    date::date                  as date,
    grain::varchar              as grain,
    service::varchar            as service,
    area::varchar               as area,
    channel::varchar            as channel,
    null::varchar               as platform,
    sum(handle_seconds_total) filter (where answered is not null)::bigint as numerator,
    sum(answered) filter (where handle_seconds_total_high is not null)::bigint as denominator,
    worst(handle_seconds_total_status, answered_status) as status,
    -- Bounds only of what was suppressed: those of what is known are itself, and need no adding up.
    sum(handle_seconds_total_low) filter (where handle_seconds_total_status = 'suppressed' and answered is not null)::bigint as low,
    sum(handle_seconds_total_high) filter (where handle_seconds_total_status = 'suppressed' and answered is not null)::bigint as high
from service_contacts
group by all;

-- check: fail - nothing negative
select * from result where numerator < 0 or denominator < 0;
