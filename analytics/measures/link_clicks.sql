-- title: Clicks on links
-- why: A click is the first thing a reader does; what they then did is in the service's own measures.
-- stage: out_take
-- kind: count
-- unit: clicks
-- better: neither
-- numerator: Clicks on links in posts
-- disclosure: none
-- publish: {month: [[service, platform]], week: [[platform]]}
-- date_role: read
-- lookback: 0d
-- owner: communications@council.example
-- review_by: 2027-04-01

select
    d.date::date                as date,
    d.grain::varchar            as grain,
    case when a.account is null then 'unknown' else a.service end::varchar     as service,
    case when a.account is null then 'unknown' else a.area end::varchar        as area,
    null::varchar                                                              as channel,
    case when a.account is null then 'unknown' else a.platform end::varchar    as platform,
    sum(d.link_clicks)::bigint as numerator,
    null::bigint as denominator,
    d.link_clicks_status as status       -- grouped by: what is known and what is missing stay apart
from social_account_days d
left join social_accounts a on a.account = d.account
group by all;

-- check: fail - nothing negative
select * from result where numerator < 0;
