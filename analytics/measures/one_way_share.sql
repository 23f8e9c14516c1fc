-- title: One-way communication
-- why: A press office that only posts is not in a conversation; the share of what it says that answers nobody.
-- stage: output
-- kind: ratio
-- unit: share
-- better: lower
-- numerator: Posts that answer nobody
-- denominator: Posts and replies sent
-- disclosure: none
-- publish: {month: [[service, platform]]}
-- date_role: published
-- lookback: 0d
-- owner: communications@council.example
-- review_by: 2027-04-01

-- The accounts' posts are those that are not replies. A platform that does not tell replies apart does not offer the share.
select
    d.date::date                as date,
    d.grain::varchar            as grain,
    case when a.account is null then 'unknown' else a.service end::varchar     as service,
    case when a.account is null then 'unknown' else a.area end::varchar        as area,
    null::varchar                                                              as channel,
    case when a.account is null then 'unknown' else a.platform end::varchar    as platform,
    sum(d.posts) filter (where d.replies_sent is not null)::bigint as numerator,
    sum(d.posts + d.replies_sent)::bigint as denominator,
    worst(d.posts_status, d.replies_sent_status) as status
from social_account_days d
left join social_accounts a on a.account = d.account
group by all;

-- check: fail - no more posts than posts and replies
select * from result where numerator > denominator;

-- check: fail - nothing negative
select * from result where numerator < 0 or denominator < 0;
