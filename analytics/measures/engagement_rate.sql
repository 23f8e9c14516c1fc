-- title: Engagement rate
-- why: Whether those who saw a post cared enough to react, whatever the size of the audience.
-- stage: out_take
-- kind: ratio
-- unit: share
-- better: higher
-- numerator: Likes, comments, shares, quotes and saves
-- denominator: Impressions; not offered by platforms that give none, such as Mastodon and Bluesky
-- disclosure: none
-- publish: {month: [[service, platform]], week: [[platform]], day: [[platform]]}
-- date_role: read
-- lookback: 0d
-- owner: communications@council.example
-- review_by: 2027-04-01

-- A reaction that a platform does not have (quotes, saves) adds nothing; one that is missing leaves the post out of both parts.
with reactions as (
    select
        *,
        case when likes_status = 'not_offered' then 0 else likes end
            + case when comments_status = 'not_offered' then 0 else comments end
            + case when shares_status = 'not_offered' then 0 else shares end
            + case when quotes_status = 'not_offered' then 0 else quotes end
            + case when saves_status = 'not_offered' then 0 else saves end     as reacted,
        case when impressions_status = 'not_offered'
                or (likes_status = 'not_offered' and comments_status = 'not_offered' and shares_status = 'not_offered')
            then 'not_offered'
            when impressions is null or reacted is null then 'missing'
            else 'ok' end                                                       as reason
    from social_post_days
)
select
    d.date::date                as date,
    d.grain::varchar            as grain,
    case when a.account is null then 'unknown' else a.service end::varchar     as service,
    case when a.account is null then 'unknown' else a.area end::varchar        as area,
    null::varchar               as channel,
    case when a.account is null then 'unknown' else a.platform end::varchar    as platform,
    sum(d.reacted) filter (where d.reason = 'ok')::bigint                      as numerator,
    sum(d.impressions) filter (where d.reason = 'ok')::bigint                  as denominator,
    d.reason                    as status
from reactions d
left join social_accounts a on a.account = d.account
group by all;

-- check: warn - no reactions where nobody saw the post
select * from result where numerator > 0 and denominator = 0;
