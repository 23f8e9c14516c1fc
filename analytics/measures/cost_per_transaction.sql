-- title: Cost per transaction
-- why: What one dealing with the council costs those who pay for it; one of the four service KPIs.
-- stage: outcome
-- kind: ratio
-- unit: pounds
-- better: lower
-- numerator: Full cost of the service, all channels, in pence
-- denominator: Transactions completed
-- disclosure: event_count
-- one_is: {numerator: none}  # the council's own cost
-- publish: {month: [[service]], week: [[service]]}
-- date_role: started
-- lookback: 0d
-- owner: performance@council.example
-- review_by: 2027-04-01

-- GOV.UK Service Manual: full cost, all channels, over completed transactions. A day on which one channel's cost is not known is left out
-- whole.
select
    date::date                  as date,
    grain::varchar              as grain,
    service::varchar            as service,
    null::varchar               as area,
    null::varchar               as channel,
    null::varchar               as platform,
    case when count(*) = count(cost_gbp) and count(*) = count(completed) then round(100 * sum(cost_gbp)) end::bigint as numerator,
    case when count(*) = count(cost_gbp) and count(*) = count(completed) then sum(completed) end::bigint as denominator,
    max(worst(cost_gbp_status, completed_status)) as status
from service_transactions
group by all;

-- check: fail - nothing negative
select * from result where numerator < 0 or denominator < 0;
