-- title: Answered within the standard
-- why: "Phone, e-mail and social media are held to the same promise: the one the council gave for that channel."
-- stage: outcome
-- kind: ratio
-- unit: share
-- better: higher
-- numerator: Contacts answered inside their channel's standard, in service hours
-- denominator: "Contacts needing an answer: calls offered without those given up under 5 seconds; on social media what the team says needs a reply; else contacts"
-- disclosure: event_count
-- publish: {month: [[service, channel]], week: [[service]]}
-- date_role: received
-- lookback: 0d
-- owner: performance@council.example
-- review_by: 2027-04-01

-- Social media is counted from the accounts, where the messages are; a contact system that counts its own social contacts against the
-- standard is counted as it says.
with needing as (
    select
        date, grain, service, area, channel, answered_in_standard as answered, answered_in_standard_status as answered_status,
        case when offered_status = 'not_offered' or (offered is null and channel is distinct from 'phone') then contacts
            else offered - case when short_abandoned_status = 'not_offered' then 0 else short_abandoned end end as needing,
        case when offered_status = 'not_offered' or (offered is null and channel is distinct from 'phone') then contacts_status
            else worst(offered_status, nullif(short_abandoned_status, 'not_offered')) end as needing_status
    from service_contacts
    where channel is distinct from 'social' or answered_in_standard is not null
    union all
    select d.date, d.grain, a.service, a.area, 'social', d.replied_in_standard, d.replied_in_standard_status, d.inbound_needing_reply, d.inbound_needing_reply_status
    from social_account_days d
    join social_accounts a on a.account = d.account
    where d.replied_in_standard_status <> 'not_offered'
)
select
    date::date                  as date,
    grain::varchar              as grain,
    service::varchar            as service,
    area::varchar               as area,
    channel::varchar            as channel,
    null::varchar               as platform,
    sum(answered) filter (where needing is not null)::bigint as numerator,
    sum(needing) filter (where answered is not null)::bigint as denominator,
    worst(answered_status, needing_status) as status
from needing
group by all;

-- check: warn - no more answered in time than needed an answer
select * from result where numerator > denominator;

-- check: fail - nothing negative
select * from result where numerator < 0 or denominator < 0;
