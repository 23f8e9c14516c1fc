-- title: Contacts after a failed attempt online
-- why: Contact that moved to the web and failed there comes back to the phone, and costs twice.
-- stage: outcome
-- kind: ratio
-- unit: share
-- better: lower
-- numerator: Contacts made after an attempt online had failed
-- denominator: Contacts whose reason was recorded
-- disclosure: event_count
-- publish: {month: [[service, channel]]}
-- date_role: received
-- lookback: 0d
-- owner: performance@council.example
-- review_by: 2027-04-01

-- Reasons are in the source's words; contact_reasons says which is which, and a reason that is one of its codes stands for itself.
-- Contacts without a reason are in neither part; a day of which one reason's number is not known is left out whole.
with reasoned as (
    select c.*, coalesce(r.code, c.reason) as code, coalesce(r.code, c.reason) is not null as recorded
    from service_contacts c
    left join contact_reasons r on r.reason = c.reason
)
select
    date::date                  as date,
    grain::varchar              as grain,
    service::varchar            as service,
    area::varchar               as area,
    channel::varchar            as channel,
    null::varchar               as platform,
    case when recorded and max(contacts_status) < 'missing'::status then coalesce(sum(contacts) filter (where code = 'failed_online'), 0) end::bigint as numerator,
    case when recorded and max(contacts_status) < 'missing'::status then sum(contacts) end::bigint as denominator,
    case when recorded then max(contacts_status) else 'not_offered' end as status
from reasoned
group by date, grain, service, area, channel, recorded;

-- check: fail - no more of them than contacts
select * from result where numerator > denominator;

-- check: fail - nothing negative
select * from result where numerator < 0 or denominator < 0;
