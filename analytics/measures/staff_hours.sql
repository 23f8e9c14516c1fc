-- title: Staff hours
-- why: "Social media is not free: it moves people's time from something else."
-- stage: input
-- kind: count
-- unit: hours
-- better: neither
-- numerator: Hours worked on social media and campaigns, all roles (in seconds)
-- disclosure: none
-- publish: {month: [[service, platform]]}
-- date_role: worked
-- lookback: 0d
-- owner: communications@council.example
-- review_by: 2027-04-01

-- The set Resources breaks hours and money by role and campaign.
select
    d.date::date                as date,
    d.grain::varchar            as grain,
    case when d.account is not null and a.account is null then 'unknown' else a.service end::varchar as service,
    case when d.account is not null and a.account is null then 'unknown' else a.area end::varchar as area,
    null::varchar                                                              as channel,
    case when d.account is not null and a.account is null then 'unknown' else a.platform end::varchar as platform,
    round(3600 * sum(d.hours))::bigint as numerator,
    null::bigint                as denominator,
    d.hours_status as status
from resources d
left join social_accounts a on a.account = d.account
group by all;

-- check: fail - nothing negative
select * from result where numerator < 0;
