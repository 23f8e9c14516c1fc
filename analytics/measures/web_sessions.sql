-- title: Visits to the web site
-- why: Where people look before they call; more are not better in themselves.
-- stage: output
-- kind: count
-- unit: sessions
-- better: neither
-- numerator: Visits to the council's web sites and apps
-- disclosure: event_count
-- publish: {month: [[service]], week: [[service]]}
-- date_role: visited
-- lookback: 0d
-- owner: performance@council.example
-- review_by: 2027-04-01

-- Pages counted together under a service's id are that service's.
select
    w.date::date                as date,
    w.grain::varchar            as grain,
    case when s.service is null then 'unknown' else s.service end::varchar as service,
    null::varchar               as area,
    null::varchar               as channel,
    null::varchar               as platform,
    sum(w.sessions)::bigint     as numerator,
    null::bigint                as denominator,
    w.sessions_status           as status,
    sum(w.sessions_low)::bigint as low,
    case when count(*) = count(w.sessions_high) then sum(w.sessions_high) end::bigint as high
from web_days w
left join services s on s.service = w.page_group
group by all;

-- check: fail - nothing negative
select * from result where numerator < 0;
