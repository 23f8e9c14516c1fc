-- title: Resolved at first contact
-- why: Whoever has to come back has lost time twice, and so has the council.
-- stage: outcome
-- kind: ratio
-- unit: share
-- better: higher
-- numerator: Contacts recorded as resolved at once
-- denominator: Contacts for which it was recorded whether they were resolved
-- disclosure: event_count
-- publish: {month: [[service, channel]], week: [[service]]}
-- date_role: received
-- lookback: 0d
-- owner: performance@council.example
-- review_by: 2027-04-01

-- Both parts come from rows where both are known, or the numerator's bounds are. repeat_contact_7d is another measure: what was recorded
-- against what people did.
select
    date::date                  as date,
    grain::varchar              as grain,
    service::varchar            as service,
    area::varchar               as area,
    channel::varchar            as channel,
    null::varchar               as platform,
    sum(resolved_first_time) filter (where asked_resolved is not null)::bigint as numerator,
    sum(asked_resolved) filter (where resolved_first_time_high is not null)::bigint as denominator,
    worst(resolved_first_time_status, asked_resolved_status) as status,
    -- Bounds only of what was suppressed: those of what is known are itself, and need no adding up.
    sum(resolved_first_time_low) filter (where resolved_first_time_status = 'suppressed' and asked_resolved is not null)::bigint as low,
    sum(resolved_first_time_high) filter (where resolved_first_time_status = 'suppressed' and asked_resolved is not null)::bigint as high
from service_contacts
group by all;

-- check: fail - no more resolved than asked
select * from result where numerator > denominator;

-- check: fail - nothing negative
select * from result where numerator < 0 or denominator < 0;
