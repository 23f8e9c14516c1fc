-- title: Videos with captions
-- why: A video without captions says nothing to those who cannot hear it, or have the sound off.
-- stage: output
-- kind: ratio
-- unit: share
-- better: higher
-- numerator: Posts with video that is captioned
-- denominator: Posts with video
-- disclosure: none
-- publish: {month: [[service, platform]]}
-- date_role: posted
-- lookback: all
-- owner: communications@council.example
-- review_by: 2027-04-01

-- Each post counts once, on the day it was posted, however often its numbers are read. A post without video is in neither part.
with posts as (
    select account, post, min(coalesce((created_at at time zone 'Europe/London')::date, date)) as date, bool_or(has_captions) as has
    from social_post_days
    where has_captions is not null
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

-- check: fail - no more captioned than posts
select * from result where numerator > denominator;
