-- title: Check-ins
-- why: People who say where they are join the council's places to their own network.
-- stage: out_take
-- kind: count
-- unit: check-ins
-- better: neither
-- numerator: Check-ins at the places of an account
-- disclosure: none
-- publish: {month: [[service, platform]]}
-- date_role: checked in
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
    sum(d.checkins)::bigint as numerator,
    null::bigint as denominator,
    d.checkins_status as status       -- grouped by: what is known and what is missing stay apart
from social_account_days d
left join social_accounts a on a.account = d.account
group by all;

-- check: fail - nothing negative
select * from result where numerator < 0;
