-- title: Active members
-- why: "A card in a drawer is not a reader: how many of those who joined use what they joined."
-- stage: outcome
-- kind: ratio
-- unit: share
-- better: higher
-- numerator: Members who used the service in the source's period
-- denominator: Members on the same days
-- disclosure: person_count
-- publish: {month: [[service, area]]}
-- date_role: counted
-- lookback: 0d
-- owner: performance@council.example
-- review_by: 2027-04-01

-- Both parts come from rows where both are known, or the numerator's bounds are.
select
    date::date                  as date,
    grain::varchar              as grain,
    service::varchar            as service,
    area::varchar               as area,
    null::varchar               as channel,
    null::varchar               as platform,
    sum(active) filter (where members is not null)::bigint as numerator,
    sum(members) filter (where active_high is not null)::bigint as denominator,
    worst(active_status, members_status) as status,
    sum(active_low) filter (where members is not null)::bigint as low,
    sum(active_high) filter (where members is not null)::bigint as high
from service_members
group by all;

-- check: fail - no more active than members
select * from result where numerator > denominator;

-- check: fail - nothing negative
select * from result where numerator < 0 or denominator < 0;
