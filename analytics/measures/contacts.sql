-- title: Contacts
-- why: Every contact takes a resident's time and the council's; what moved to the web should be seen to leave the phone.
-- stage: outcome
-- kind: count
-- unit: contacts
-- better: neither
-- numerator: Contacts on every channel, social media and in person counted with the rest
-- disclosure: event_count
-- publish: {month: [[service, area], [service, channel]], week: [[service, channel]], day: [[service]]}
-- date_role: received
-- lookback: 0d
-- owner: performance@council.example
-- review_by: 2027-04-01

select
    date::date                  as date,
    grain::varchar              as grain,
    service::varchar            as service,
    area::varchar               as area,
    channel::varchar            as channel,
    null::varchar               as platform,
    sum(contacts)::bigint       as numerator,
    null::bigint                as denominator,
    contacts_status             as status,       -- grouped by: what is known, missing and suppressed stay apart
    -- Bounds only of what was suppressed: those of what is known are itself, and need no adding up.
    sum(contacts_low) filter (where contacts_status = 'suppressed')::bigint as low,
    case when count(*) filter (where contacts_status = 'suppressed' and contacts_high is null) = 0
        then sum(contacts_high) filter (where contacts_status = 'suppressed') end::bigint as high
from service_contacts
group by all;

-- check: fail - no negative number of contacts
select * from result where numerator < 0;
