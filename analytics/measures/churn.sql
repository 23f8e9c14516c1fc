-- title: Churn
-- why: "How many of those who were there left, whoever else came: a network that grows by losing people is a sieve."
-- stage: out_take
-- kind: ratio
-- unit: share
-- better: lower
-- numerator: People who left in the month, counted gross
-- denominator: Members at the start of the month; over several months, of each
-- disclosure: none
-- publish: {month: [[service, platform]]}
-- date_role: left
-- lookback: 31d
-- owner: communications@council.example
-- review_by: 2027-04-01

-- Members at the start are those of the first reading in the month's first week, with that day's joins and leaves taken back. A month of
-- which a fifth of the days or more is not known has no churn: half a month's leaves would look like half the churn.
with days as (
    select d.*, date_trunc('month', d.date)::date as month, coalesce(d.followers - d.joins + d.leaves, d.followers) as before
    from social_account_days d
    where d.grain = 'day' and d.basis is distinct from 'snapshot_diff'
),
months as (
    select
        account, month,
        case when count(*) = count(leaves) and count(*) >= 0.8 * any_value(day(last_day(month))) then sum(leaves) end as left_in_all,
        arg_min(before, date) filter (where before is not null and date < month + 7) as members,
        max(worst(leaves_status, followers_status)) as status
    from days
    group by account, month
)
select
    d.month                     as date,
    'month'                     as grain,
    case when a.account is null then 'unknown' else a.service end::varchar     as service,
    case when a.account is null then 'unknown' else a.area end::varchar        as area,
    null::varchar                                                              as channel,
    case when a.account is null then 'unknown' else a.platform end::varchar    as platform,
    sum(d.left_in_all) filter (where d.members is not null)::bigint as numerator,
    sum(d.members) filter (where d.left_in_all is not null)::bigint as denominator,
    -- One row a month and combination: two accounts of one platform deliver its days once.
    max(d.status)               as status
from months d
left join social_accounts a on a.account = d.account
group by all;

-- check: warn - no more left than were there
select * from result where numerator > denominator;

-- check: fail - nothing negative
select * from result where numerator < 0 or denominator < 0;
