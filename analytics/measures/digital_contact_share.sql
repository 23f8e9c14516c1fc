-- title: Digital contact share
-- why: Contact that moves to the web saves money only where it leaves the phone and the counter, so all of them must be seen.
-- stage: outcome
-- kind: ratio
-- unit: share
-- better: higher
-- numerator: Contacts on digital channels, for services that report every channel
-- denominator: Contacts on all channels, for services that report every channel
-- disclosure: event_count
-- publish: {month: [[service, area]], week: [[service]], day: [[service]]}
-- date_role: received
-- lookback: 31d
-- owner: performance@council.example
-- review_by: 2027-04-01

-- A service reports every channel in a month when it has contacts on digital and on other channels and each of its rows names a
-- channel that `channels` knows. Else its share says which channels are counted, not what residents do: not offered.
-- A day on which one channel's contacts are not known is left out whole. A week belongs to the month of its Thursday.
with contacts as (
    select
        c.*,
        h.digital,
        date_trunc('month', case when c.grain = 'week' then c.date + 3 else c.date end)     as month
    from service_contacts c
    left join channels h on h.channel = c.channel
    where c.contacts_status <> 'not_offered'
),
reporting as (
    select service, month, bool_or(digital) and bool_or(not digital) and count(*) = count(digital) as every_channel
    from contacts
    group by all
),
days as (
    select
        c.date, c.grain, c.service, c.area,
        sum(c.contacts) filter (where c.digital)    as digital,
        sum(c.contacts)                             as contacts,
        case when bool_and(r.every_channel) then max(c.contacts_status) else 'not_offered'::status end as status
    from contacts c
    join reporting r on r.service is not distinct from c.service and r.month = c.month
    group by all
)
select
    date::date                  as date,
    grain::varchar              as grain,
    service::varchar            as service,
    area::varchar               as area,
    null::varchar               as channel,
    null::varchar               as platform,
    case when status < 'missing'::status then coalesce(digital, 0) end::bigint     as numerator,
    case when status < 'missing'::status then contacts end::bigint                 as denominator,
    status
from days;

-- check: fail - no more digital contacts than contacts
select * from result where numerator > denominator;

-- check: fail - nothing negative
select * from result where numerator < 0 or denominator < 0;
