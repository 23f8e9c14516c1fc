-- title: Proposals adopted
-- why: "Being asked and not heard is worse than not being asked: how much of what residents proposed the council took up."
-- stage: outcome
-- kind: ratio
-- unit: share
-- better: higher
-- numerator: Proposals adopted by the council
-- denominator: Proposals made, in the same rows; what is adopted may have been made earlier
-- disclosure: event_count
-- publish: {month: [[platform]]}
-- date_role: decided
-- lookback: 0d
-- owner: performance@council.example
-- review_by: 2027-04-01

-- Both parts come from rows where both are known, or the numerator's bounds are.
select
    date::date                  as date,
    grain::varchar              as grain,
    null::varchar               as service,
    null::varchar               as area,
    null::varchar               as channel,
    platform::varchar           as platform,
    sum(adopted) filter (where proposals is not null)::bigint as numerator,
    sum(proposals) filter (where adopted_high is not null)::bigint as denominator,
    worst(adopted_status, proposals_status) as status,
    sum(adopted_low) filter (where proposals is not null)::bigint as low,
    sum(adopted_high) filter (where proposals is not null)::bigint as high
from participation
group by all;

-- check: warn - no more adopted than made
select * from result where numerator > denominator;

-- check: fail - nothing negative
select * from result where numerator < 0 or denominator < 0;
