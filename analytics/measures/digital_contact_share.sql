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
with days as (
    select
        c.date, c.grain, c.service, c.area,
        sum(c.contacts) filter (h.digital)      as digital,
        sum(c.contacts)                         as contacts,
        max(c.contacts_status)                  as status,
        bool_or(h.digital)                      as has_digital,
        bool_or(not h.digital)                  as has_other,
        count(*) = count(h.digital)             as all_known
    from service_contacts c
    left join channels h on h.channel = c.channel
    where c.contacts_status <> 'not_offered'
    group by all
),
reporting as (
    select
        *,
        bool_or(has_digital) over month and bool_or(has_other) over month and bool_and(all_known) over month as every_channel
    from days
    window month as (partition by service, date_trunc('month', case when grain = 'week' then date + 3 else date end))
)
select
    date::date                  as date,
    grain::varchar              as grain,
    service::varchar            as service,
    area::varchar               as area,
    null::varchar               as channel,
    null::varchar               as platform,
    case when every_channel and status < 'missing'::status then coalesce(digital, 0) end::bigint   as numerator,
    case when every_channel and status < 'missing'::status then contacts end::bigint               as denominator,
    case when every_channel then status else 'not_offered' end                             as status
from reporting;

-- check: fail - no more digital contacts than contacts
select * from result where numerator > denominator;

-- check: fail - nothing negative
select * from result where numerator < 0 or denominator < 0;
