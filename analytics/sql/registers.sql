-- Once the figures are published: what the registers around them are made of. Reads published (every figure as published, by week and
-- coarser) and the datasets named. Makes maturity_scored.
create or replace temp table maturity_scored as
with day as (
    select coalesce(a.audience, 'external') as audience, date_trunc('month', d.date)::date as month, d.*
    from social_account_days d
    join social_accounts a on a.account = d.account
    where d.grain = 'day' and coalesce(a.owner_type, 'council') = 'council'
),
months as (
    select audiences.audience, span.month
    from (values ('external'), ('internal')) as audiences(audience)
    cross join (select unnest(generate_series(min(month), max(month), interval 1 month))::date as month from day) as span
    cross join moment
    where last_day(span.month) < today
),
social as (
    select
        audience, month,
        count(distinct account) filter (posts > 0)::double as accounts_in_use,
        count(distinct date) filter (posts > 0) / nullif(count(distinct date) filter (posts is not null), 0)::double as days_with_posts,
        sum(posts) filter (replies_sent is not null) / nullif(sum(posts + replies_sent), 0)::double as one_way_share,
        sum(replied) filter (inbound_needing_reply is not null) / nullif(sum(inbound_needing_reply) filter (replied is not null), 0)::double as reply_share,
        sum(replied_in_standard) filter (inbound_needing_reply is not null) / nullif(sum(inbound_needing_reply) filter (replied_in_standard is not null), 0)::double as in_standard_share,
        sum(contributors) filter (followers is not null) / nullif(sum(followers) filter (contributors is not null), 0)::double as activation,
        sum(checkins) / nullif(count(distinct date) filter (checkins is not null), 0)::double as checkins_per_day
    from day
    group by audience, month
),
found as (
    select audience, month, evidence, found
    from (unpivot social on accounts_in_use, days_with_posts, one_way_share, reply_share, in_standard_share, activation, checkins_per_day into name evidence value found)
    union all
    -- A register without a row says nothing; one with rows says of every month what stood in it.
    select months.audience, months.month, 'platforms_barred', count(distinct barriers.platform)::double
    from months
    left join (select coalesce(platform, 'all') as platform, from_date, to_date from barriers where kind in ('blocked', 'policy')) as barriers
        on coalesce(barriers.from_date, months.month) <= last_day(months.month) and coalesce(barriers.to_date, months.month) >= months.month
    where exists (select 1 from barriers)
    group by all
    union all
    select 'external', period, concat('measure:', measure), value
    from published
    where grain = 'month' and level = 'council' and status in ('ok', 'provisional') and value is not null
)
select
    months.audience,
    months.month,
    rules.stage,
    rules.stage_number,
    rules.stage_title,
    rules.rule,
    rules.title,
    found.found,
    rules.none_at,
    rules.full_at,
    case when found.found is not null then greatest(0, least(1, (found.found - rules.none_at) / (rules.full_at - rules.none_at))) end as score,
    rules.weight
from months
join maturity_rules as rules on rules.audience in (months.audience, 'both') and rules.full_at <> rules.none_at and rules.weight > 0
left join found on found.audience = months.audience and found.month = months.month and found.evidence = rules.evidence;
