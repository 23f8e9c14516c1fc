-- title: Avoidable contact rate
-- why: A contact that should not have been needed costs the council and the resident.
-- stage: outcome
-- kind: ratio
-- unit: share
-- better: lower
-- numerator: Contacts of low or no value to the customer, as the service assessed them (National Indicator 14)
-- denominator: Contacts assessed
-- disclosure: event_count
-- publish: {month: [[service, area], [service, channel]], week: [[service]], day: [[service]]}
-- date_role: received
-- lookback: 0d
-- owner: performance@council.example
-- review_by: 2027-04-01

-- A contact that nobody assessed is in neither part: both come from rows where both are known, or the numerator's bounds are.
select
    date::date                  as date,
    grain::varchar              as grain,
    service::varchar            as service,
    area::varchar               as area,
    channel::varchar            as channel,
    null::varchar               as platform,
    sum(avoidable_contacts) filter (where assessed_contacts is not null)::bigint        as numerator,
    sum(assessed_contacts) filter (where avoidable_contacts_high is not null)::bigint   as denominator,
    worst(avoidable_contacts_status, assessed_contacts_status)                          as status,
    -- Bounds only of what was suppressed: those of what is known are itself, and need no adding up.
    sum(avoidable_contacts_low) filter (where avoidable_contacts_status = 'suppressed' and assessed_contacts is not null)::bigint   as low,
    sum(avoidable_contacts_high) filter (where avoidable_contacts_status = 'suppressed' and assessed_contacts is not null)::bigint  as high
from service_contacts
group by all;

-- check: fail - no more avoidable contacts than assessed
select * from result where numerator > denominator;

-- check: fail - nothing negative
select * from result where numerator < 0 or denominator < 0;
