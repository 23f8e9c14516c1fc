-- title: Pictures with a description
-- why: A picture without words says nothing to those who cannot see it; for a public body that is also the law.
-- stage: output
-- kind: ratio
-- unit: share
-- better: higher
-- numerator: Posts with pictures that are described in words
-- denominator: Posts with pictures
-- disclosure: none
-- publish: {month: [[service, platform]]}
-- date_role: posted
-- lookback: all
-- owner: communications@council.example
-- review_by: 2027-04-01

-- Each post counts once, on the day it was posted, however often its numbers are read. A post without pictures is in neither part.
with posts as (
    select account, post, min(coalesce((created_at at time zone 'Europe/London')::date, date)) as date, bool_or(has_alt_text) as has
    from social_post_days
    where has_alt_text is not null
    group by account, post
)
select
    d.date                      as date,
    'day'                       as grain,
    case when a.account is null then 'unknown' else a.service end::varchar     as service,
    case when a.account is null then 'unknown' else a.area end::varchar        as area,
    null::varchar                                                              as channel,
    case when a.account is null then 'unknown' else a.platform end::varchar    as platform,
    count(*) filter (where d.has)::bigint as numerator,
    count(*)::bigint            as denominator
from posts d
left join social_accounts a on a.account = d.account
group by all;

-- check: fail - no more described than posts
select * from result where numerator > denominator;
