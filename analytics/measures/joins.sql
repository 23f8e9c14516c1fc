-- title: People who joined
-- why: Gross, because what is won hides what is lost when only the difference is told.
-- stage: out_take
-- kind: count
-- unit: people
-- better: neither
-- numerator: People who began to follow, counted gross
-- disclosure: none
-- publish: {month: [[service, platform]]}
-- date_role: joined
-- lookback: 0d
-- owner: communications@council.example
-- review_by: 2027-04-01

-- The difference of two readings is not a number of people who joined: accounts of which only that is known are left out.
select
    d.date::date                as date,
    d.grain::varchar            as grain,
    case when a.account is null then 'unknown' else a.service end::varchar     as service,
    case when a.account is null then 'unknown' else a.area end::varchar        as area,
    null::varchar                                                              as channel,
    case when a.account is null then 'unknown' else a.platform end::varchar    as platform,
    sum(d.joins)::bigint as numerator,
    null::bigint as denominator,
    d.joins_status as status       -- grouped by: what is known and what is missing stay apart
from social_account_days d
left join social_accounts a on a.account = d.account
where d.basis is distinct from 'snapshot_diff'
group by all;

-- check: fail - nothing negative
select * from result where numerator < 0;
