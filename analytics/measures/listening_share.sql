-- title: Time spent listening
-- why: Monitoring, moderating and helping a conversation along is what makes it one; it is what gets underestimated.
-- stage: input
-- kind: ratio
-- unit: share
-- better: neither
-- numerator: Hours of monitoring, moderating and facilitating (in seconds)
-- denominator: Hours of all roles (in seconds)
-- disclosure: none
-- publish: {month: [[service, platform]]}
-- date_role: worked
-- lookback: 0d
-- owner: communications@council.example
-- review_by: 2027-04-01

select
    d.date::date                as date,
    d.grain::varchar            as grain,
    case when d.account is not null and a.account is null then 'unknown' else a.service end::varchar as service,
    case when d.account is not null and a.account is null then 'unknown' else a.area end::varchar as area,
    null::varchar                                                              as channel,
    case when d.account is not null and a.account is null then 'unknown' else a.platform end::varchar as platform,
    round(3600 * coalesce(sum(d.hours) filter (where d.role in ('monitor', 'moderate', 'facilitate') and d.hours is not null), 0 * sum(d.hours)))::bigint as numerator,
    round(3600 * sum(d.hours))::bigint as denominator,
    d.hours_status as status
from resources d
left join social_accounts a on a.account = d.account
group by all;

-- check: fail - no more hours listening than hours
select * from result where numerator > denominator;
