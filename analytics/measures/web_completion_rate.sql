-- title: Transactions finished on the web
-- why: Of those who begin a form on the web, how many finish it; who does not is a call to come.
-- stage: outcome
-- kind: ratio
-- unit: share
-- better: higher
-- numerator: Visits that finished a transaction
-- denominator: Visits that began one
-- disclosure: event_count
-- publish: {month: [[service]], week: [[service]]}
-- date_role: visited
-- lookback: 0d
-- owner: performance@council.example
-- review_by: 2027-04-01

-- Web analytics see visits, not transactions: completion_rate is the official figure where a service counts its own.
select
    w.date::date                as date,
    w.grain::varchar            as grain,
    case when s.service is null then 'unknown' else s.service end::varchar as service,
    null::varchar               as area,
    null::varchar               as channel,
    null::varchar               as platform,
    sum(w.completions) filter (where w.starts is not null)::bigint as numerator,
    sum(w.starts) filter (where w.completions_high is not null)::bigint as denominator,
    worst(w.completions_status, w.starts_status) as status,
    sum(w.completions_low) filter (where w.starts is not null)::bigint as low,
    sum(w.completions_high) filter (where w.starts is not null)::bigint as high
from web_days w
left join services s on s.service = w.page_group
group by all;

-- check: warn - no more finished than began
select * from result where numerator > denominator;

-- check: fail - nothing negative
select * from result where numerator < 0 or denominator < 0;
