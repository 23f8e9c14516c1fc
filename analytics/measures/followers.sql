-- title: Followers
-- why: How many people chose to hear from the council. A means, not an end; one person may follow several accounts.
-- stage: out_take
-- kind: level
-- unit: followers
-- better: neither
-- numerator: Followers of each account at its last reading within 7 days, added over accounts
-- disclosure: none
-- publish: {month: [[service, platform]], week: [[platform]], day: [[platform]]}
-- date_role: read
-- lookback: 7d
-- owner: communications@council.example
-- review_by: 2027-04-01

select
    d.date::date                as date,
    d.grain::varchar            as grain,
    case when a.account is null then 'unknown' else a.service end::varchar     as service,
    case when a.account is null then 'unknown' else a.area end::varchar        as area,
    null::varchar               as channel,
    case when a.account is null then 'unknown' else a.platform end::varchar    as platform,
    d.followers::bigint         as numerator,
    null::bigint                as denominator,
    d.account::varchar          as item,
    d.followers_status          as status,
    d.followers_low::bigint     as low,
    d.followers_high::bigint    as high
from social_account_days d
left join social_accounts a on a.account = d.account;

-- check: fail - no account has fewer than no followers
select * from result where numerator < 0;

-- check: fail - one reading an account, day and grain
select item, date, grain from result group by all having count(*) > 1;
