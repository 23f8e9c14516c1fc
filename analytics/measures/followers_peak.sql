-- title: Most followers so far
-- why: What a network once had; with followers it says how far it has fallen.
-- stage: out_take
-- kind: level
-- unit: followers
-- better: neither
-- numerator: The most followers each account ever had, added over accounts
-- disclosure: none
-- publish: {month: [[service, platform]]}
-- date_role: read
-- lookback: all
-- owner: communications@council.example
-- review_by: 2027-04-01

select
    d.date::date                as date,
    d.grain::varchar            as grain,
    case when a.account is null then 'unknown' else a.service end::varchar     as service,
    case when a.account is null then 'unknown' else a.area end::varchar        as area,
    null::varchar                                                              as channel,
    case when a.account is null then 'unknown' else a.platform end::varchar    as platform,
    case when d.followers is not null then max(d.followers) over (partition by d.account, d.grain order by d.date) end::bigint as numerator,
    null::bigint                as denominator,
    d.account::varchar          as item,
    d.followers_status          as status
from social_account_days d
left join social_accounts a on a.account = d.account;

-- check: fail - nothing negative
select * from result where numerator < 0;
