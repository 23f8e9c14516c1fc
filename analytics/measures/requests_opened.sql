-- title: Requests opened
-- why: What residents ask the council to do or mend; more may mean more trouble or an easier way to say so.
-- stage: outcome
-- kind: count
-- unit: requests
-- better: neither
-- numerator: Requests made
-- disclosure: event_count
-- publish: {month: [[service, area], [service, channel]]}
-- date_role: opened
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
    sum(opened)::bigint as numerator,
    null::bigint as denominator,
    opened_status as status,       -- grouped by: what is known, missing and suppressed stay apart
    sum(opened_low)::bigint as low,
    case when count(*) = count(opened_high) then sum(opened_high) end::bigint as high
from service_request_days
group by all;

-- check: fail - nothing negative
select * from result where numerator < 0;
