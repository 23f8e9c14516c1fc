-- title: Use of capacity
-- why: A class run half empty costs as much as a full one; a full one turns people away, and cannot show that a campaign worked.
-- stage: outcome
-- kind: ratio
-- unit: share
-- better: higher
-- numerator: Places attended, over sessions whose capacity is known
-- denominator: Places there were, over the same sessions
-- disclosure: person_count
-- publish: {month: [[service, area]], week: [[service]]}
-- date_role: held
-- lookback: 0d
-- owner: performance@council.example
-- review_by: 2027-04-01

-- A session without a known capacity is in neither part.
select
    date::date                  as date,
    grain::varchar              as grain,
    service::varchar            as service,
    area::varchar               as area,
    null::varchar               as channel,
    null::varchar               as platform,
    sum(attended) filter (where capacity is not null)::bigint as numerator,
    sum(capacity) filter (where attended_high is not null)::bigint as denominator,
    worst(attended_status, capacity_status) as status,
    sum(attended_low) filter (where capacity is not null)::bigint as low,
    sum(attended_high) filter (where capacity is not null)::bigint as high
from service_sessions
group by all;

-- check: warn - no more attended than there were places
select * from result where numerator > denominator;

-- check: fail - nothing negative
select * from result where numerator < 0 or denominator < 0;
