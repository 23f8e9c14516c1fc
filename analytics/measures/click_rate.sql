-- title: Click rate
-- why: Of what was shown, how much was followed; a share, so that a large audience does not look like a good post.
-- stage: out_take
-- kind: ratio
-- unit: share
-- better: higher
-- numerator: Clicks on links in posts
-- denominator: Impressions
-- disclosure: none
-- publish: {month: [[service, platform]], week: [[platform]]}
-- date_role: read
-- lookback: 0d
-- owner: communications@council.example
-- review_by: 2027-04-01

-- Both parts come from rows where both are known.
select
    d.date::date                as date,
    d.grain::varchar            as grain,
    case when a.account is null then 'unknown' else a.service end::varchar     as service,
    case when a.account is null then 'unknown' else a.area end::varchar        as area,
    null::varchar                                                              as channel,
    case when a.account is null then 'unknown' else a.platform end::varchar    as platform,
    sum(d.link_clicks) filter (where d.impressions is not null)::bigint as numerator,
    sum(d.impressions) filter (where d.link_clicks is not null)::bigint as denominator,
    worst(d.link_clicks_status, d.impressions_status) as status
from social_account_days d
left join social_accounts a on a.account = d.account
group by all;

-- check: warn - no more clicks than impressions
select * from result where numerator > denominator;

-- check: fail - nothing negative
select * from result where numerator < 0 or denominator < 0;
