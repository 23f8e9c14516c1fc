-- title: Calls abandoned
-- why: A caller who gives up was not helped, and tries again or somewhere else.
-- stage: outcome
-- kind: ratio
-- unit: share
-- better: lower
-- numerator: Calls given up in the queue after 5 seconds or more; never calls offered less calls answered
-- denominator: Calls offered, without those given up under 5 seconds
-- disclosure: event_count
-- publish: {month: [[service, channel]], week: [[service]]}
-- date_role: received
-- lookback: 0d
-- owner: performance@council.example
-- review_by: 2027-04-01

-- All three numbers come from the same rows. A source that does not tell short calls apart does not offer the rate.
select
    date::date                  as date,
    grain::varchar              as grain,
    service::varchar            as service,
    area::varchar               as area,
    channel::varchar            as channel,
    null::varchar               as platform,
    sum(abandoned - short_abandoned) filter (where offered is not null)::bigint as numerator,
    sum(offered - short_abandoned) filter (where abandoned is not null)::bigint as denominator,
    worst(abandoned_status, short_abandoned_status, offered_status) as status
from service_contacts
group by all;

-- check: fail - no more abandoned than offered
select * from result where numerator > denominator;

-- check: fail - nothing negative
select * from result where numerator < 0 or denominator < 0;
