-- The ten built-in measures as a good analyst would write them for this lake alone: what Outcomes must work out is known here. Every source
-- reports by day, one source delivers each dataset, no area or account was opened or closed, wards lie in districts and nothing else, no
-- column is not offered. Variables: lake, and the file of each published table.

create macro period_of(grain, day) as case grain
    when 'day' then day
    when 'week' then date_trunc('week', day)::date
    when 'month' then date_trunc('month', day)::date
    when 'quarter' then date_trunc('quarter', day)::date
    when 'financial_year' then make_date(year(day) - (month(day) < 4)::int, 4, 1)
    else make_date(year(day), 1, 1)
end;

create macro period_end(grain, period) as case grain
    when 'day' then period
    when 'week' then period + 6
    when 'month' then last_day(period)
    when 'quarter' then (period + interval 3 month)::date - 1
    else (period + interval 1 year)::date - 1
end;

create macro files(dataset) as getvariable('lake') || '/lake/' || dataset || '/*/*/*.parquet';

-- 1. What is published of each measure, by day, week and month. A day of a combination counts as given (a suppressed one too) or withheld.

create temp table part(measure varchar, grain varchar, period date, service varchar, area varchar, channel varchar, platform varchar,
    numerator bigint, denominator bigint, low bigint, high bigint, hidden boolean, given bigint, withheld bigint, combos bigint);

create temp table contact_day as
select
    date, service, area, channel,
    sum(contacts) as contacts, sum(coalesce(contacts_low, contacts)) as low, sum(coalesce(contacts_high, contacts)) as high,
    (count(contacts) > 0)::int as known,
    bool_or(contacts is null and status = 'suppressed') as hidden,
    (count(*) filter (contacts is null and status <> 'suppressed') > 0)::int as missing,
    sum(avoidable_contacts) filter (assessed_contacts is not null) as avoidable,
    sum(assessed_contacts) filter (avoidable_contacts is not null) as assessed,
    (count(avoidable_contacts + assessed_contacts) > 0)::int as assessed_known,
    bool_or(avoidable_contacts + assessed_contacts is null and status = 'suppressed') as assessed_hidden,
    (count(*) filter (avoidable_contacts + assessed_contacts is null and status <> 'suppressed') > 0)::int as assessed_missing
from read_parquet(files('service_contacts'))
group by all;

create or replace temp view base as
select
    'contacts' as measure, date, service, area, channel, null::varchar as platform, '' as item, contacts as numerator, null as denominator, low, high, hidden,
    known + hidden::int as given, missing as withheld
from contact_day;

-- Areas, channels and platforms that are published by month only, or not at all, are added away first.
create temp macro parts(grain_) as table
    select
        measure, grain_ as grain, period_of(grain_, date) as period,
        case when grain_ = 'month' or platform is null then service end as service,
        case when grain_ = 'month' then area end as area,
        case when grain_ = 'month' or grain_ = 'week' and measure = 'contacts' then channel end as channel,
        platform,
        sum(numerator) as numerator, sum(denominator) as denominator, sum(low) as low, sum(high) as high,
        bool_or(hidden) as hidden, sum(given) as given, sum(withheld) as withheld
    from base
    group by all;

-- One row a combination, however often it was seen.
create temp macro combos() as table
    select measure, 'combos' as grain, service, area, channel, platform, count(distinct item) as combos from base group by all;

insert into part by name from parts('month') union all by name from parts('week') union all by name from parts('day') union all by name from combos();

create or replace temp view base as
select
    'avoidable_contact_rate' as measure, date, service, area, channel, null::varchar as platform, '' as item, avoidable as numerator, assessed as denominator,
    null as low, null as high, assessed_hidden as hidden, assessed_known + assessed_hidden::int as given, assessed_missing as withheld
from contact_day;
insert into part by name from parts('month') union all by name from parts('week') union all by name from parts('day') union all by name from combos();

create or replace temp view base as
select
    'digital_contact_share' as measure, date, service, area, null::varchar as channel, null::varchar as platform, '' as item,
    case when bool_and(missing = 0 and not hidden) then coalesce(sum(contacts) filter (channel in ('web', 'email', 'webchat')), 0) end as numerator,
    case when bool_and(missing = 0 and not hidden) then sum(contacts) end as denominator,
    null as low, null as high, bool_or(hidden) as hidden,
    (bool_or(hidden) or bool_and(missing = 0))::int as given, (bool_or(missing > 0) and not bool_or(hidden))::int as withheld
from contact_day
group by all;
insert into part by name from parts('month') union all by name from parts('week') union all by name from parts('day') union all by name from combos();

create temp table booking as
select service, area, channel, date, reference, for_date, booked, cancelled from read_parquet(files('service_bookings'));

create or replace temp view base as
select
    'bookings' as measure, date, service, area, channel, null::varchar as platform, '' as item, sum(booked) as numerator, null as denominator, null as low, null as high,
    false as hidden, (count(booked) > 0)::int as given, (count(booked) < count(*))::int as withheld
from booking
group by all;
insert into part by name from parts('month') union all by name from parts('week') union all by name from parts('day') union all by name from combos();

create or replace temp view base as
with booked as (
    select service, area, reference, for_date as date, case when count(*) = count(booked - cancelled) then sum(booked - cancelled) end as places
    from booking
    group by all
),
session as (
    select service, area, date, attended, places
    from read_parquet(files('service_sessions')) as service_sessions join booked using (service, area, reference, date)
)
select
    'attendance_rate' as measure, date, service, area, null::varchar as channel, null::varchar as platform, '' as item,
    sum(attended) filter (places is not null) as numerator, sum(places) filter (attended is not null) as denominator, null as low, null as high,
    false as hidden, (count(attended + places) > 0)::int as given, (count(attended + places) < count(*))::int as withheld
from session
group by all;
insert into part by name from parts('month') union all by name from parts('week') union all by name from parts('day') union all by name from combos();

create or replace temp view base as
select
    'visits' as measure, date, service, area, null::varchar as channel, null::varchar as platform, '' as item, visits as numerator, null as denominator,
    null as low, null as high, false as hidden, (visits is not null)::int as given, (visits is null)::int as withheld
from read_parquet(files('service_visits'));
insert into part by name from parts('month') union all by name from parts('week') union all by name from parts('day') union all by name from combos();

create temp table account_day as
select date, account, service, null::varchar as area, null::varchar as channel, platform, followers, posts, inbound_needing_reply, replied
from read_parquet(files('social_account_days')) as social_account_days join read_parquet(files('social_accounts')) as social_accounts using (account);

create or replace temp view base as
select
    'posts' as measure, date, service, area, channel, platform, '' as item, sum(posts) as numerator, null as denominator, null as low, null as high,
    false as hidden, (count(posts) > 0)::int as given, (count(posts) < count(*))::int as withheld
from account_day
group by all;
insert into part by name from parts('month') union all by name from parts('week') union all by name from parts('day') union all by name from combos();

create or replace temp view base as
select
    'reply_rate' as measure, date, service, area, channel, platform, '' as item,
    sum(replied) filter (inbound_needing_reply is not null) as numerator, sum(inbound_needing_reply) filter (replied is not null) as denominator,
    null as low, null as high,
    false as hidden, (count(replied + inbound_needing_reply) > 0)::int as given, (count(replied + inbound_needing_reply) < count(*))::int as withheld
from account_day
group by all;
insert into part by name from parts('month') union all by name from parts('week') union all by name from parts('day') union all by name from combos();

create or replace temp view base as
with reading as (
    select
        account, date,
        impressions - coalesce(lag(impressions ignore nulls) over post, 0) as impressions,
        likes + comments + shares + quotes + saves - coalesce(lag(likes + comments + shares + quotes + saves) over post, 0) as reacted
    from read_parquet(files('social_post_days'))
    window post as (partition by account, post order by date)
)
select
    'engagement_rate' as measure, date, service, null::varchar as area, null::varchar as channel, platform, '' as item,
    sum(reacted) filter (impressions is not null) as numerator, sum(impressions) as denominator, null as low, null as high,
    false as hidden, (count(impressions) > 0)::int as given, (count(impressions) < count(*))::int as withheld
from reading join read_parquet(files('social_accounts')) as social_accounts using (account)
group by all;
insert into part by name from parts('month') union all by name from parts('week') union all by name from parts('day') union all by name from combos();

-- Followers: the last reading of each account within 7 days of the period's end; a day has its own only. Every period from its days.
create or replace temp view base as
select
    'followers' as measure, date, service, area, channel, platform, account as item, followers as numerator, null as denominator, null as low, null as high,
    false as hidden, (followers is not null)::int as given, (followers is null)::int as withheld
from account_day;
insert into part by name from parts('day') union all by name from combos();
insert into part by name
select
    'followers' as measure, grain, period_of(grain, date) as period, case when grain <> 'week' then service end as service, platform,
    max_by(followers, (followers is not null, date)) as numerator, false as hidden, max(followers is not null)::int as given
from account_day, (values ('week'), ('month'), ('quarter'), ('financial_year'), ('year')) as grains(grain)
where date > case when period_end(grain, period_of(grain, date)) < date '2026-01-10' then period_end(grain, period_of(grain, date)) else date '2025-12-31' end - 7
group by account, grain, period_of(grain, date), service, platform;

-- 2. Rolled up, with the number of combinations in each cell.

insert into part by name
select
    measure, grains.grain, period_of(grains.grain, period) as period, service, area, channel, platform,
    sum(numerator) as numerator, sum(denominator) as denominator, sum(low) as low, sum(high) as high,
    bool_or(hidden) as hidden, sum(given) as given, sum(withheld) as withheld
from part, (values ('quarter'), ('financial_year'), ('year')) as grains(grain)
where part.grain = 'month' and measure <> 'followers'
group by all;

create temp table cell as
select
    measure, grain, period,
    coalesce(nullif(concat_ws('_',
        case when grouping(service) = 0 then 'service' end, case when grouping(area) = 0 then 'area' when grouping(district) = 0 then 'district' end,
        case when grouping(channel) = 0 then 'channel' end, case when grouping(platform) = 0 then 'platform' end), ''), 'council') as level,
    case when grouping(service) = 0 then service else 'all' end as service,
    case when grouping(area) = 0 then area when grouping(district) = 0 then district else 'all' end as area,
    case when grouping(channel) = 0 then channel else 'all' end as channel,
    case when grouping(platform) = 0 then platform else 'all' end as platform,
    sum(numerator) as numerator, sum(denominator) as denominator, sum(low) as low, sum(high) as high,
    bool_or(hidden) as hidden, sum(given) as given, sum(withheld) as withheld, sum(combos) as combos
from (
    select part.* replace (coalesce(part.service, case when platform is not null then 'not_broken_down' end) as service), parent as district
    from part left join read_parquet(files('areas')) as areas using (area)
)
group by grouping sets (
    (measure, grain, period, service, area), (measure, grain, period, service, district), (measure, grain, period, service), (measure, grain, period, area),
    (measure, grain, period, district), (measure, grain, period), (measure, grain, period, service, channel), (measure, grain, period, channel),
    (measure, grain, period, service, platform), (measure, grain, period, platform)
);

-- Which of them are published of each measure, and which are served as leaves.
create temp table published as
select measure, grain, unnest(levels) as level, levels[1] = unnest(levels) as leaf
from (
    select unnest(['bookings', 'contacts', 'avoidable_contact_rate']) as measure, 'month' as base,
        ['service_area', 'service_channel', 'service_district', 'service', 'area', 'district', 'channel', 'council'] as levels
    union all
    select unnest(['attendance_rate', 'digital_contact_share', 'visits']), 'month', ['service_area', 'service_district', 'service', 'area', 'district', 'council']
    union all
    select unnest(['posts', 'followers', 'engagement_rate', 'reply_rate']), 'month', ['service_platform', 'service', 'platform', 'council']
    union all
    select 'contacts', 'week', ['service_channel', 'service', 'channel', 'council']
    union all
    select unnest(['bookings', 'avoidable_contact_rate', 'attendance_rate', 'digital_contact_share', 'visits']), 'week', ['service', 'council']
    union all
    select unnest(['posts', 'followers', 'engagement_rate', 'reply_rate']), 'week', ['platform', 'council']
    union all
    select unnest(['bookings', 'contacts', 'avoidable_contact_rate', 'attendance_rate', 'digital_contact_share', 'visits']), 'day', ['service']
    union all
    select unnest(['posts', 'followers', 'engagement_rate', 'reply_rate']), 'day', ['platform']
)
join (values ('day', 'day'), ('week', 'week'), ('month', 'month'), ('month', 'quarter'), ('month', 'financial_year'), ('month', 'year')) as grains(base, grain) using (base);

-- 3. On a dense grid, with coverage and status.

create temp table period as
with day as (select unnest(generate_series(date '2023-01-01', date '2025-12-31', interval 1 day))::date as day),
spans as (
    select grain, period_of(grain, day) as period, count(*) as delivered, bool_or(day >= date '2025-12-01') as provisional
    from day, (values ('day'), ('week'), ('month'), ('quarter'), ('financial_year'), ('year')) as grains(grain)
    group by all
)
select
    *, period_end(grain, period) >= date '2026-01-10' as open,
    case when period_end(grain, period) < date '2026-01-10' then period_end(grain, period) else date '2025-12-31' end - period + 1 as days
from spans;

create temp table figures as
with grid as (
    select
        published.measure, published.grain, published.level, published.leaf, period.period, cells.service, cells.area, cells.channel, cells.platform,
        cell.numerator, cell.denominator, cell.low, cell.high, coalesce(cell.hidden, false) as hidden, coalesce(cell.given, 0) as given,
        published.measure = 'followers' as is_level, published.measure in ('posts', 'followers', 'engagement_rate', 'reply_rate') as is_social,
        cells.combos * case when is_level then 1 else period.days end as asked,
        least(case when is_social then coalesce(cell.given, 0) else cells.combos * period.delivered - coalesce(cell.withheld, 0) end, asked) as delivered,
        period.open or period.provisional as provisional, period.open and not is_level and period.days < period_end(published.grain, period.period) - period.period + 1 as part
    from published
    join (from cell where grain = 'combos') as cells on cells.measure = published.measure and cells.level = published.level
    join period on period.grain = published.grain
    left join cell on cell.measure = cells.measure and cell.grain = published.grain and cell.period = period.period and cell.level = cells.level
        and cell.service = cells.service and cell.area = cells.area and cell.channel = cells.channel and cell.platform = cells.platform
),
judged as (
    select
        *, delivered / asked as coverage, measure in ('attendance_rate', 'avoidable_contact_rate', 'digital_contact_share', 'engagement_rate', 'reply_rate') as is_ratio,
        case when hidden then 'suppressed' when given = 0 and delivered <= 0 or coverage < 0.8 then 'missing' when provisional then 'provisional' else 'ok' end as status
    from grid
),
shown as (
    select
        * replace (
            case when status in ('ok', 'provisional') then coalesce(numerator, 0) end::bigint as numerator,
            case when status in ('ok', 'provisional') and is_ratio then coalesce(denominator, 0) end::bigint as denominator,
            case when status = 'suppressed' then low end::bigint as low,
            case when status = 'suppressed' then high end::bigint as high)
    from judged
),
valued as (
    select
        *,
        case when is_ratio then numerator / nullif(denominator, 0) else numerator end::double as value,
        case when is_ratio and denominator > 0 and numerator between 0 and denominator then sqrt(numerator::double * (denominator - numerator) / denominator + 0.9603647) * 1.959963984540054 end as spread
    from shown
)
select
    left(md5(concat_ws('|', measure, grain, level, period, service, area, channel, platform)), 16) as id,
    grain, level, leaf, period, measure, service, area, channel, platform, value, numerator, denominator,
    case when spread is not null then greatest((numerator + 1.9207294 - spread) / (denominator + 3.8414588), 0) end as lower,
    case when spread is not null then least((numerator + 1.9207294 + spread) / (denominator + 3.8414588), 1) end as upper,
    low, high, coverage, status, status = 'suppressed' as suppressed,
    case when not part then lag(value) over cell end as previous,
    case when part then null else case grain
        when 'week' then lag(value, 52) over cell
        when 'month' then lag(value, 12) over cell
        when 'quarter' then lag(value, 4) over cell
        when 'financial_year' then lag(value) over cell
        when 'year' then lag(value) over cell
    end end as year_before,
    case when grain in ('day', 'year') or is_level or count(numerator) over so_far < case grain
            when 'week' then (period - date_trunc('week', period_of('financial_year', period + 3) + 3)::date) // 7 + 1
            when 'month' then datediff('month', period_of('financial_year', period), period) + 1
            when 'quarter' then datediff('month', period_of('financial_year', period), period) // 3 + 1
            else 1 end then null
        when is_ratio then sum(numerator) over so_far / nullif(sum(denominator) over so_far, 0)
        else sum(numerator) over so_far end as year_to_date,
    null::double as target,
    case when is_ratio then 'share' when measure = 'bookings' then 'places' else measure end as unit
from valued
window
    cell as (partition by measure, grain, level, service, area, channel, platform order by period),
    so_far as (partition by measure, grain, level, service, area, channel, platform,
        period_of('financial_year', case when grain = 'week' then period + 3 else period end) order by period);

-- 4. Written, in the order they are read in.

create macro leaves(wanted) as table
    select * exclude (grain, level, leaf, previous, year_before, year_to_date, target), timestamptz '2026-01-10 06:00:00+00' as updated, row_number() over () - 1 as ordinal
    from (from figures where grain = wanted and leaf order by measure, service, period, area, channel, platform);

copy (from leaves('month')) to (getvariable('outcomes')) (format parquet, compression zstd);
copy (from leaves('week')) to (getvariable('outcomes_weekly')) (format parquet, compression zstd);
copy (from leaves('day')) to (getvariable('outcomes_daily')) (format parquet, compression zstd);
copy (
    select * exclude (leaf), timestamptz '2026-01-10 06:00:00+00' as updated, row_number() over () - 1 as ordinal
    from (from figures where grain <> 'day' order by measure, grain, level, service, period, area, channel, platform)
) to (getvariable('summaries')) (format parquet, compression zstd);
