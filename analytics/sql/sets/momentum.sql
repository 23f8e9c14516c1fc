-- Reads social_account_days, social_accounts, fact_breaks (source, dataset, "column", from_date, note) and moment.
-- Momentum: ln((contributors a day over 7 days + ½) ÷ (over 28 days + ½)), of which at least 5 and 20 days must be known.
with reading as (
    select account, date, followers, joins, leaves, contributors, _source
    from social_account_days
    where grain = 'day' and account is not null
),
counted as (
    select
        account, date, followers, _source,
        max(followers) over so_far as peak,
        lag(date) over (partition by account order by date) as before_on,
        coalesce(max(followers) over (partition by account order by date range between interval 7 days preceding and interval 1 day preceding), lag(followers) over (partition by account order by date)) as before,
        max(followers) over (partition by account order by date range between interval 1 day following and interval 7 days following) as week_after
    from reading
    where followers is not null
    window so_far as (partition by account order by date)
),
-- A fall of a tenth or more within a week, or since the last reading, and what is known beside it.
fall as (
    select
        counted.account, counted.date, counted.followers, counted.before, counted.before_on, counted.week_after,
        date_trunc('month', counted.date)::date as period,
        greatest(counted.before_on, counted.date - 7) as since,
        (select sum(r.leaves) from reading r where r.account = counted.account and r.date > counted.date - 7 and r.date <= counted.date) as left_by_choice,
        (select min(b.note) from fact_breaks b where b.source = counted._source and b.dataset = 'social_account_days' and b."column" = 'followers'
            and b.from_date > least(counted.before_on, counted.date - 7) and b.from_date <= counted.date) as redefined,
        (select count(distinct o.account) from counted o join social_accounts mine on mine.account = counted.account join social_accounts other on other.account = o.account
            where other.platform = mine.platform and o.account <> counted.account and o.date = counted.date and o.followers <= 0.98 * o.before) as others
    from counted
    where counted.before > 0 and counted.followers <= 0.9 * counted.before
),
reason as (
    select distinct on (account, period)
        account, period, date, before - followers as fallen, before,
        case
            when redefined is not null then 'redefinition'
            when date - before_on > 7 or week_after >= 0.95 * before then 'collection_gap'
            when left_by_choice >= 0.5 * (before - followers) then 'leave'
            when left_by_choice is not null or others > 0 then 'purge'
            else 'unknown'
        end as because,
        case
            when redefined is not null then concat('The platform counts otherwise since then: ', redefined)
            when date - before_on > 7 then concat('Nobody read it for ', date - before_on, ' days before.')
            when week_after >= 0.95 * before then 'It stood again where it was within a week: the reading was wrong.'
            when left_by_choice >= 0.5 * (before - followers) then concat(left_by_choice, ' people left of their own accord, half of the fall or more.')
            when left_by_choice is not null then concat('Only ', left_by_choice, ' people left of their own accord: the platform took the others away.')
            when others > 0 then concat(others, ' other accounts of the platform fell on the same day, as they do when it takes members away.')
            else 'Nobody counted who left, no other account of the platform fell, and no redefinition is known.'
        end as note
    from fall
    order by account, period, followers::double / before, date
),
month as (
    select account, unnest(generate_series(date_trunc('month', min(date)), date_trunc('month', max(date)), interval 1 month))::date as period
    from reading
    group by account
),
monthly as (
    select
        month.account,
        month.period,
        case when count(reading.date) > 0 and count(reading.date) = count(reading.joins) then sum(reading.joins) end as joins,
        case when count(reading.date) > 0 and count(reading.date) = count(reading.leaves) then sum(reading.leaves) end as leaves,
        count(reading.leaves) as days_left_known,
        avg(reading.contributors) as contributors,
        sum(reading.contributors) filter (reading.followers is not null) / nullif(sum(reading.followers) filter (reading.contributors is not null), 0) as activation,
        arg_max(reading.followers, reading.date) filter (reading.followers is not null) as members,
        max(reading.date) filter (reading.followers is not null) as members_on,
        max(reading.date) filter (reading.contributors is not null) as contributed_on
    from month
    left join reading on reading.account = month.account and reading.date between month.period and last_day(month.period)
    group by month.account, month.period
),
placed as (
    select
        monthly.*,
        (select arg_max(r.followers, r.date) from reading r where r.account = monthly.account and r.followers is not null and r.date < period and r.date >= period - 35) as members_start,
        (select case when count(r.contributors) >= 5 then avg(r.contributors) end from reading r where r.account = monthly.account and r.date > contributed_on - 7 and r.date <= contributed_on) as last_7,
        (select case when count(r.contributors) >= 20 then avg(r.contributors) end from reading r where r.account = monthly.account and r.date > contributed_on - 28 and r.date <= contributed_on) as last_28,
        counted.peak,
        (select min(c.date) from counted c where c.account = monthly.account and c.followers = counted.peak) as peak_on
    from monthly
    left join counted on counted.account = monthly.account and counted.date = monthly.members_on
),
troughs as (
    select placed.*, (select min(c.followers) from counted c where c.account = placed.account and c.date between peak_on and members_on) as trough from placed
),
measured as (
    select
        troughs.*,
        members / nullif(members_start, 0) - 1 as change,
        case when days_left_known >= 0.8 * day(last_day(period)) then leaves / nullif(members_start, 0) end as churn,
        ln((last_7 + 0.5) / (last_28 + 0.5)) as momentum,
        1 - members / nullif(peak, 0) as drawdown
    from troughs
)
select
    measured.account,
    measured.period,
    coalesce(held.platform, case when held.account is null then 'unknown' else 'not_broken_down' end) as platform,
    coalesce(held.service, case when held.account is null then 'unknown' else 'not_broken_down' end) as service,
    coalesce(held.area, case when held.account is null then 'unknown' else 'not_broken_down' end) as area,
    members_start,
    members,
    members_on,
    change,
    joins,
    leaves,
    churn,
    contributors,
    activation,
    momentum,
    peak,
    peak_on,
    drawdown,
    trough,
    members / nullif(trough, 0) - 1 as rebound,
    coalesce(momentum <= ln(0.7), false) or reason.because is not null as alert,
    nullif(concat_ws(' ',
        case when momentum <= ln(0.7) then concat('Taking part fell by ', round(100 * (1 - exp(momentum)))::integer, ' % in the last 7 days, against 28; 30 % is the line.') end,
        case when reason.because is not null then concat('It lost ', reason.fallen, ' of ', reason.before, ' members within a week or between two readings, to ', reason.date, '.') end), '') as alert_note,
    reason.because as shrank_because,
    reason.note as shrank_note,
    case when members is null then 'missing' when last_day(measured.period) >= today then 'provisional' else 'ok' end as status
from measured
cross join moment
left join social_accounts as held on held.account = measured.account
left join reason on reason.account = measured.account and reason.period = measured.period
order by measured.account, measured.period
