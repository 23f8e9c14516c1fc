-- Reads social_accounts, social_account_days, social_post_days, resources, unit_costs and moment. An hour costs what the council says in
-- unit_costs with basis hour, by its day and role; without that, hours have no cost and neither has the account.
with reading as (
    select account, max(date) as last_reading from social_account_days where grain = 'day' and account is not null group by account
),
used as (
    select
        d.account,
        any_value(reading.last_reading) as last_reading,
        arg_max(d.followers, d.date) filter (d.followers is not null and d.date > last_reading - 28) as members,
        avg(coalesce(d.active_users, d.contributors)) filter (d.date > last_reading - 28) as active,
        count(coalesce(d.active_users, d.contributors)) filter (d.date > last_reading - 28) as active_known,
        sum(d.posts) filter (d.date > last_reading - 28) as posts_28d,
        max(d.date) filter (d.posts > 0) as last_post
    from social_account_days d
    join reading using (account)
    where d.grain = 'day'
    group by d.account
),
spent as (
    select
        account,
        sum(hours) as hours,
        case when count(*) filter (hours <> 0 and rate.gbp is null) = 0 then coalesce(sum(hours * rate.gbp), 0) end as worth,
        sum(cost_gbp) as money
    from resources r cross join moment
    left join hour_rate() as rate on rate.role is not distinct from r.role and r.date >= rate.effective_from and r.date < rate.until
    where account is not null and date > today - 365
    group by account
),
costed as (
    select
        a.*,
        used.*  exclude (account),
        spent.hours,
        spent.worth + coalesce(spent.money, 0) as cost,
        case
            when coalesce(active_known, 0) < 20 then 'unknown'
            when active = 0 then 'empty'
            when active < 0.001 * coalesce(members, 0) then 'quiet'
            else 'used'
        end as used_as
    from social_accounts a
    left join used using (account)
    left join spent using (account)
    where a.account is not null
),
borrowed as (
    select median(cost / active) as usual from costed where hosting = 'existing' and active > 0 and cost > 0
)
select
    account,
    coalesce(platform, 'not_broken_down') as platform,
    handle,
    url,
    owner_type,
    audience,
    hosting,
    coalesce(service, 'not_broken_down') as service,
    coalesce(area, 'not_broken_down') as area,
    opened_on,
    closed_on,
    lifecycle,
    members,
    active as active_per_day,
    posts_28d,
    last_post,
    last_reading,
    hours as hours_12m,
    cost as cost_12m_gbp,
    cost / nullif(active, 0) as cost_per_active,
    used_as as use,
    case
        when hosting = 'own_built' and used_as = 'empty' then 'Built, and nobody takes part: join a network people are on already.'
        when hosting = 'own_built' and used_as = 'quiet' then 'Built, and under one member in a thousand takes part a day: join a network people are on already.'
        when hosting = 'own_built' and active > 0 and cost / active > borrowed.usual
            then concat('Built: each person active a day costs £', round(cost / active, 2)::decimal(18, 2), ' a year; on networks people are on already it is £', round(borrowed.usual, 2)::decimal(18, 2), '.')
        when used_as = 'empty' then 'Nobody takes part.'
        when used_as = 'quiet' then 'Under one member in a thousand takes part a day.'
    end as note
from costed cross join borrowed
order by account
