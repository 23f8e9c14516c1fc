-- title: Repeat contacts within 7 days
-- why: A second contact about the same matter within a week says that the first one did not settle it, whatever was recorded.
-- stage: outcome
-- kind: ratio
-- unit: share
-- better: lower
-- numerator: Contacts about the same matter within 7 days of another, as the source counts them
-- denominator: Contacts, in the same rows
-- disclosure: event_count
-- publish: {month: [[service, channel]], week: [[service]]}
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
    sum(repeat_contacts) filter (where contacts is not null)::bigint as numerator,
    sum(contacts) filter (where repeat_contacts_high is not null)::bigint as denominator,
    worst(repeat_contacts_status, contacts_status) as status,
    -- Bounds only of what was suppressed: those of what is known are itself, and need no adding up.
    sum(repeat_contacts_low) filter (where repeat_contacts_status = 'suppressed' and contacts is not null)::bigint as low,
    sum(repeat_contacts_high) filter (where repeat_contacts_status = 'suppressed' and contacts is not null)::bigint as high
from service_contacts
group by all;

-- check: fail - no more repeat contacts than contacts
select * from result where numerator > denominator;

-- check: fail - nothing negative
select * from result where numerator < 0 or denominator < 0;
