-- title: Money spent on promotion and campaigns
-- why: What was paid beside the hours.
-- stage: input
-- kind: count
-- unit: pounds
-- better: neither
-- numerator: Money spent on social media and campaigns, without the hours (in pence)
-- disclosure: none
-- publish: {month: [[service, platform]]}
-- date_role: spent
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
    round(100 * sum(d.cost_gbp))::bigint as numerator,
    null::bigint                as denominator,
    d.cost_gbp_status as status
from resources d
left join social_accounts a on a.account = d.account
group by all;

-- check: fail - nothing negative
select * from result where numerator < 0;
