-- A lake to publish from: ten million event rows over 36 months at share 1, of 12 services, 46 wards in 6 districts, 5 channels and 40 accounts.
-- Most is known; some readings are missing, one service's contacts of a fortnight in two wards were suppressed, the last month is provisional.

create macro days(first_day, last_day) as table
    select unnest(generate_series(first_day, last_day, interval 1 day))::date as date;

-- The same days every time: a day is there when its hash falls into the share asked for.
create macro kept(key, share) as hash(key) % 100000 < share * 100000;

create macro service_contacts(first_day, last_day, share) as table
with rows as (
    select
        'service-' || lpad(s::varchar, 2, '0') as service,
        'E0500' || (1000 + a) as area,
        ['phone', 'web', 'email', 'face_to_face', 'webchat'][c] as channel,
        date,
        ['enquiry', 'request'][r] as reason,
        (hash(date, s, a, c, r) % 9973)::bigint as dice,
        s = 3 and a < 2 and date between date '2023-03-06' and date '2023-03-19' as hidden
    from days(first_day, last_day), range(1, 13) services(s), range(46) areas(a), range(1, 6) channels(c), range(1, 3) reasons(r)
)
select
    service, area, channel, date, reason,
    case when dice % 200 = 0 or hidden then null else dice % 17 end as contacts,
    case when hidden then 1 end as contacts_low,
    case when hidden then 4 end as contacts_high,
    case when hidden then null else dice % 5 + 3 end as assessed_contacts,
    case when dice % 150 = 0 or hidden then null else dice % 4 end as avoidable_contacts,
    'day' as grain,
    case when hidden then 'suppressed' else 'ok' end as status
from rows
where kept(('contacts', date), share)
order by date, service, area, channel, reason, grain;

create macro service_bookings(first_day, last_day, share) as table
with rows as (
    select
        'service-' || lpad(s::varchar, 2, '0') as service, 'E0500' || (1000 + a) as area, ['phone', 'web', 'face_to_face'][c] as channel, date,
        (hash(date, s, a, c) % 9967)::bigint as dice
    from days(first_day, last_day), range(1, 13) services(s), range(46) areas(a), range(1, 4) channels(c)
)
select
    service, area, channel, date, 'morning' as reference, date + 1 + (dice % 5)::int as for_date,
    case when dice % 300 = 0 then null else dice % 6 + 1 end as booked, dice % 3 + 1 as orders, dice % 2 as cancelled, 'day' as grain, 'ok' as status
from rows
where kept(('bookings', date), share)
order by date, service, area, channel, reference, grain;

create macro service_sessions(first_day, last_day, share) as table
select
    'service-' || lpad(s::varchar, 2, '0') as service, 'E0500' || (1000 + a) as area, date, 'morning' as reference, 20 as capacity,
    case when hash(date, s, a) % 400 = 0 then null else hash(date, s, a) % 3 end::bigint as attended, 'day' as grain, 'ok' as status
from days(first_day, last_day), range(1, 13) services(s), range(46) areas(a)
where kept(('sessions', date), share)
order by date, service, area, reference, grain;

create macro service_visits(first_day, last_day, share) as table
select
    'service-' || lpad(s::varchar, 2, '0') as service, 'E0500' || (1000 + a) as area, date,
    case when hash(date, s, a) % 500 = 1 then null else hash(date, s, a) % 211 end::bigint as visits, 'day' as grain, 'ok' as status
from days(first_day, last_day), range(1, 5) services(s), range(46) areas(a)
where kept(('visits', date), share)
order by date, service, area, grain;

create macro social_account_days(first_day, last_day, share) as table
with rows as (
    select date, 'account-' || lpad(n::varchar, 2, '0') as account, (hash(date, n) % 9949)::bigint as dice, (1000 + n * 50 + date_diff('day', date '2023-01-01', date)) as followers
    from days(first_day, last_day), range(40) accounts(n)
)
select
    account, date, case when dice % 40 = 0 then null else followers + dice % 30 end as followers, dice % 4 as posts,
    dice % 12 + 2 as inbound_needing_reply, case when dice % 90 = 0 then null else dice % 3 end as replied, 'day' as grain, 'ok' as status
from rows
where kept(('accounts', date), share)
order by date, account, grain;

-- A post a day of each account, read on each of the 30 days from its own.
create macro social_post_days(first_day, last_day, share) as table
with rows as (
    select
        'account-' || lpad(n::varchar, 2, '0') as account, date - age::int as created, date, age, (hash(date - age::int, n) % 9941)::bigint as dice
    from days(first_day, last_day), range(40) accounts(n), range(30) ages(age)
    where date - age::int >= date '2023-01-01'
)
select
    account, strftime(created, 'post-%Y%m%d') as post, date, created::timestamptz as created_at, 'text' as kind, 'cumulative' as value_kind,
    case when dice % 100 = age then null else (dice % 700 + 1) * (age + 1) end as impressions,
    dice % 40 * (age + 1) as likes, dice % 7 * age as comments, dice % 5 * (age + 1) as shares, dice % 2 * age as quotes, dice % 3 * age as saves,
    'day' as grain, 'ok' as status
from rows
where kept(('posts', created), share)
order by date, account, post, grain;

create view services as select 'service-' || lpad(s::varchar, 2, '0') as service, 'Service ' || s as title from range(1, 13) services(s);

create view areas as
select 'E0500' || (1000 + a) as area, 'Ward ' || a as name, 'ward' as type, 'E0700' || (1000 + a % 6) as parent from range(46) areas(a)
union all
select 'E0700' || (1000 + d), 'District ' || d, 'district', null from range(6) districts(d)
order by area;

create view channels as
from (values
    ('email', 'E-mail', true),
    ('face_to_face', 'In person', false),
    ('phone', 'Telephone', false),
    ('web', 'Web form', true),
    ('webchat', 'Web chat', true)
) as channels(channel, title, digital);

create view platforms as
from (values ('bluesky', 'Bluesky'), ('facebook', 'Facebook'), ('instagram', 'Instagram'), ('youtube', 'YouTube')) as platforms(platform, title);

create view social_accounts as
select
    'account-' || lpad(n::varchar, 2, '0') as account, ['bluesky', 'facebook', 'instagram', 'youtube'][1 + n % 4] as platform,
    'service-' || lpad((1 + n % 12)::varchar, 2, '0') as service
from range(40) accounts(n)
order by account;

create view coverage as
select
    source.source, source.dataset, month::date as from_date, last_day(month) as to_date, timestamptz '2026-01-02 03:00:00+00' as fetched_at, source.absent,
    case when month = date '2025-12-01' then date '2026-01-31' end as provisional_until
from (values
    ('crm', 'service_contacts', 'zero'),
    ('booking', 'service_bookings', 'zero'),
    ('sessions', 'service_sessions', 'zero'),
    ('counters', 'service_visits', 'zero'),
    ('social', 'social_account_days', 'missing'),
    ('posts', 'social_post_days', 'missing')
) as source(source, dataset, absent),
    unnest(generate_series(date '2023-01-01', date '2025-12-01', interval 1 month)) as months(month);
