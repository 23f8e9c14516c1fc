-- title: People taking part, 7 days
-- why: "The last 7 days of taking part, day by day: what momentum is made of."
-- stage: out_take
-- kind: level
-- unit: person-days
-- better: higher
-- numerator: People who took part a day, added over the last 7 days and over accounts (people are counted anew each day)
-- disclosure: none
-- publish: {month: [[service, platform]]}
-- date_role: read
-- lookback: 7d
-- owner: communications@council.example
-- review_by: 2027-04-01

-- Of 7 days at least 5 must be known.
select
    d.date::date                as date,
    'day'                       as grain,
    case when a.account is null then 'unknown' else a.service end::varchar     as service,
    case when a.account is null then 'unknown' else a.area end::varchar        as area,
    null::varchar                                                              as channel,
    case when a.account is null then 'unknown' else a.platform end::varchar    as platform,
    case when count(d.contributors) over last_days >= 5 then sum(d.contributors) over last_days end::bigint as numerator,
    null::bigint                as denominator,
    d.account::varchar          as item,
    d.contributors_status       as status
from social_account_days d
left join social_accounts a on a.account = d.account
where d.grain = 'day'
window last_days as (partition by d.account order by d.date range between interval 6 days preceding and current row);

-- check: fail - nothing negative
select * from result where numerator < 0;
