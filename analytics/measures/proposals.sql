-- title: Proposals made
-- why: Residents who propose something take part in deciding, and not only in being told.
-- stage: outcome
-- kind: count
-- unit: proposals
-- better: higher
-- numerator: Proposals made
-- disclosure: event_count
-- publish: {month: [[platform]]}
-- date_role: made
-- lookback: 0d
-- owner: performance@council.example
-- review_by: 2027-04-01

select
    date::date                  as date,
    grain::varchar              as grain,
    null::varchar               as service,
    null::varchar               as area,
    null::varchar               as channel,
    platform::varchar           as platform,
    sum(proposals)::bigint as numerator,
    null::bigint as denominator,
    proposals_status as status,       -- grouped by: what is known, missing and suppressed stay apart
    sum(proposals_low)::bigint as low,
    case when count(*) = count(proposals_high) then sum(proposals_high) end::bigint as high
from participation
group by all;

-- check: fail - nothing negative
select * from result where numerator < 0;
