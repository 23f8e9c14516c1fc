-- title: Reach through others
-- why: Partners and community pages reach people who would not follow a council; joining what is there beats building anew.
-- stage: output
-- kind: ratio
-- unit: share
-- better: higher
-- numerator: Impressions of accounts that partners and communities run
-- denominator: Impressions of all accounts that matter
-- disclosure: none
-- publish: {month: [[platform]]}
-- date_role: shown
-- lookback: 0d
-- owner: communications@council.example
-- review_by: 2027-04-01

-- Accounts of which nobody says who runs them are in neither part.
select
    d.date::date                as date,
    d.grain::varchar            as grain,
    null::varchar                                                            as service,
    null::varchar        as area,
    null::varchar                                                              as channel,
    case when a.account is null then 'unknown' else a.platform end::varchar    as platform,
    sum(case when a.owner_type in ('partner', 'community') then d.impressions else 0 end) filter (where d.impressions is not null)::bigint as numerator,
    sum(d.impressions)::bigint as denominator,
    d.impressions_status as status
from social_account_days d
left join social_accounts a on a.account = d.account
where a.owner_type is not null
group by all;

-- check: fail - no more partners' impressions than impressions
select * from result where numerator > denominator;
