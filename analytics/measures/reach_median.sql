-- title: Reach of an ordinary day
-- why: "People reached are never added, over days, posts or platforms: this is the middle of the daily readings."
-- stage: output
-- kind: percentile
-- percentile: 50
-- unit: people
-- better: neither
-- numerator: "People who saw anything of an account in a day: the middle of all accounts and days"
-- disclosure: none
-- publish: {month: [[platform]]}
-- date_role: shown
-- lookback: 0d
-- owner: communications@council.example
-- review_by: 2027-04-01

select
    d.date::date                as date,
    d.grain::varchar            as grain,
    null::varchar                                                              as service,
    null::varchar                                                              as area,
    null::varchar                                                              as channel,
    case when a.account is null then 'unknown' else a.platform end::varchar    as platform,
    null::bigint                as numerator,
    null::bigint                as denominator,
    d.reach::bigint             as observation,
    d.reach_status              as status
from social_account_days d
left join social_accounts a on a.account = d.account;

-- check: fail - nothing negative
select * from result where numerator < 0;
