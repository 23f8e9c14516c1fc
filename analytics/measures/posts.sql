-- title: Posts
-- why: What the council put out, so that what residents did can be held against it. More posts are not better in themselves.
-- stage: output
-- kind: count
-- unit: posts
-- better: neither
-- numerator: Posts published on the accounts in social_accounts
-- disclosure: none
-- publish: {month: [[service, platform]], week: [[platform]], day: [[platform]]}
-- date_role: published
-- lookback: 0d
-- owner: communications@council.example
-- review_by: 2027-04-01

select
    d.date::date                as date,
    d.grain::varchar            as grain,
    case when a.account is null then 'unknown' else a.service end::varchar     as service,
    case when a.account is null then 'unknown' else a.area end::varchar        as area,
    null::varchar               as channel,
    case when a.account is null then 'unknown' else a.platform end::varchar    as platform,
    sum(d.posts)::bigint        as numerator,
    null::bigint                as denominator,
    d.posts_status              as status        -- grouped by: what is known and what is missing stay apart
from social_account_days d
left join social_accounts a on a.account = d.account
group by all;

-- check: fail - no negative number of posts
select * from result where numerator < 0;
