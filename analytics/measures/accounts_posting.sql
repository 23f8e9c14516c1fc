-- title: Accounts that post
-- why: "Accounts that were opened and fell silent are worse than none: residents wait there."
-- stage: output
-- kind: distinct
-- unit: accounts
-- better: neither
-- numerator: Different accounts with a post
-- disclosure: none
-- publish: {month: [[platform]], week: [[]]}
-- date_role: published
-- lookback: 0d
-- owner: communications@council.example
-- review_by: 2027-04-01

select
    d.date::date                as date,
    d.grain::varchar            as grain,
    null::varchar                                                              as service,
    null::varchar                                                              as area,
    null::varchar                                                              as channel,
    case when a.account is null then 'unknown' else a.platform end::varchar    as platform,
    null::bigint                as numerator,
    null::bigint                as denominator,
    case when d.posts > 0 then d.account end::varchar as member,
    d.posts_status              as status
from social_account_days d
left join social_accounts a on a.account = d.account
where d.posts > 0 or d.posts is null;
