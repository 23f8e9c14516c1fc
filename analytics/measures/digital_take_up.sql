-- title: Digital take-up
-- why: Whether people choose the digital way when they have the choice; one of the four service KPIs.
-- stage: outcome
-- kind: ratio
-- unit: share
-- better: higher
-- numerator: Transactions completed digitally, those with someone's help included
-- denominator: Transactions completed on all channels
-- disclosure: event_count
-- publish: {month: [[service]], week: [[service]]}
-- date_role: started
-- lookback: 0d
-- owner: performance@council.example
-- review_by: 2027-04-01

-- GOV.UK Service Manual. All channels of a service on a day are needed; a channel that channels does not know makes the rate not offered.
-- A transaction done for someone by staff in the digital service is assisted, whatever channel it came by.
with completed as (
    select t.*, h.digital,
        case when h.digital then t.completed when h.digital = false then case when t.assisted_status = 'not_offered' then 0 else t.assisted end end as digitally
    from service_transactions t
    left join channels h on h.channel = t.channel
)
select
    date::date                  as date,
    grain::varchar              as grain,
    service::varchar            as service,
    null::varchar               as area,
    null::varchar               as channel,
    null::varchar               as platform,
    case when count(*) = count(digitally) and count(*) = count(completed) then sum(digitally) end::bigint as numerator,
    case when count(*) = count(digitally) and count(*) = count(completed) then sum(completed) end::bigint as denominator,
    case when bool_or(digital is null) then 'not_offered' else max(worst(completed_status, nullif(assisted_status, 'not_offered'))) end as status
from completed
group by all;

-- check: fail - no more completed digitally than completed
select * from result where numerator > denominator;

-- check: fail - nothing negative
select * from result where numerator < 0 or denominator < 0;
