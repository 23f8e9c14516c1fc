-- title: Members who take part
-- why: "Thousands of members of whom nobody says a word are an address list. Daily: people are never added over days."
-- stage: out_take
-- kind: ratio
-- unit: share
-- better: higher
-- numerator: People who took part, day by day
-- denominator: Members on the same days
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
    sum(d.contributors) filter (where d.followers is not null)::bigint as numerator,
    sum(d.followers) filter (where d.contributors is not null)::bigint as denominator,
    worst(d.contributors_status, d.followers_status) as status
from social_account_days d
left join social_accounts a on a.account = d.account
group by all;

-- check: warn - no more took part than are members
select * from result where numerator > denominator;

-- check: fail - nothing negative
select * from result where numerator < 0 or denominator < 0;
