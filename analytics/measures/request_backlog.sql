-- title: Request backlog
-- why: "Requests that wait: what is closed in time says nothing of them."
-- stage: outcome
-- kind: level
-- unit: requests
-- better: lower
-- numerator: Requests open at the last reading within 7 days, added over services, areas and channels
-- disclosure: event_count
-- publish: {month: [[service, area]]}
-- date_role: counted
-- lookback: 7d
-- owner: performance@council.example
-- review_by: 2027-04-01

select
    date::date                  as date,
    grain::varchar              as grain,
    service::varchar            as service,
    area::varchar               as area,
    channel::varchar            as channel,
    null::varchar               as platform,
    backlog::bigint             as numerator,
    null::bigint                as denominator,
    concat_ws('|', coalesce(service, '-'), coalesce(area, '-'), coalesce(channel, '-'), coalesce(subtype, '-'), _source) as item,
    backlog_status              as status,
    backlog_low::bigint         as low,
    backlog_high::bigint        as high
from service_request_days;

-- check: fail - no backlog under nothing
select * from result where numerator < 0;
