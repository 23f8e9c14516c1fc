-- A lake that every built-in measure is fed from: at share 1 over 36 months ten million rows of contacts, two million of bookings and one million of
-- post days, of 20 services, 46 wards in 6 districts, 5 channels and 32 accounts, and what the other measures read in modest size.
-- Most is known; some readings are missing, one service's contacts of a fortnight in two wards were suppressed, the last month is provisional.

create macro days(first_day, last_day) as table
    select unnest(generate_series(first_day, last_day, interval 1 day))::date as date;

-- The same days every time: a day is there when its hash falls into the share asked for.
create macro kept(key, share) as hash(key) % 100000 < share * 100000;

create macro service_name(s) as 'service-' || lpad(s::varchar, 2, '0');
create macro ward(a) as 'E0500' || (1000 + a);
create macro account_name(n) as 'account-' || lpad(n::varchar, 2, '0');

create macro service_contacts(first_day, last_day, share) as table
with rows as (
    select
        service_name(s) as service, ward(a) as area, ['phone', 'web', 'email', 'face_to_face', 'webchat'][c] as channel, date,
        ['enquiry', 'asked again', 'form failed', 'letter unclear'][1 + (s + r) % 4] as reason,
        (hash(date, s, a, c, r) % 9973)::bigint as dice,
        s = 3 and a < 2 and date between date '2023-03-06' and date '2023-03-19' as hidden
    from days(first_day, last_day), range(1, 21) services(s), range(46) areas(a), range(1, 6) channels(c), range(1, 3) reasons(r)
),
counted as (
    select
        *,
        case when dice % 200 = 0 or hidden then null else dice % 17 end as contacts,
        dice % 19 + 6 as offered,
        dice % 3 as abandoned
    from rows
)
select
    service, area, channel, date, reason,
    contacts,
    case when hidden then 1 end as contacts_low,
    case when hidden then 4 end as contacts_high,
    offered,
    offered - abandoned as answered,
    abandoned,
    abandoned // 2 as short_abandoned,
    offered - abandoned - dice % 2 as answered_in_standard,
    case when hidden then null else dice % 5 + 3 end as assessed_contacts,
    case when dice % 150 = 0 or hidden then null else dice % 4 end as avoidable_contacts,
    least(contacts, dice % 3) as repeat_contacts,
    dice % 6 + 1 as asked_resolved,
    case when dice % 300 = 0 and not hidden then null else dice % 2 end as resolved_first_time,
    case when dice % 250 = 0 and not hidden then null else (offered - abandoned) * (dice % 61) end as wait_seconds_total,
    (offered - abandoned) * (dice % 307 + 120) as handle_seconds_total,
    'day' as grain,
    case when hidden then 'suppressed' else 'ok' end as status
from counted
where kept(('contacts', date), share)
order by date, service, area, channel, reason, grain;

create macro service_bookings(first_day, last_day, share) as table
with rows as (
    select service_name(s) as service, ward(a) as area, ['web', 'face_to_face'][c] as channel, date, (hash(date, s, a, c) % 9967)::bigint as dice
    from days(first_day, last_day), range(1, 21) services(s), range(46) areas(a), range(1, 3) channels(c)
)
select
    service, area, channel, date, 'morning' as reference, date + 1 + (dice % 5)::int as for_date,
    case when dice % 300 = 0 then null else dice % 6 + 1 end as booked, dice % 3 + 1 as orders, dice % 2 as cancelled,
    case when dice % 280 = 0 then null else (dice % 4000)::decimal(18, 4) / 100 end::decimal(18, 4) as revenue_gbp,
    'day' as grain, 'ok' as status
from rows
where kept(('bookings', date), share)
order by date, service, area, channel, reference, grain;

create macro service_sessions(first_day, last_day, share) as table
select
    service_name(s) as service, ward(a) as area, date, 'morning' as reference, 20 as capacity,
    case when hash(date, s, a) % 400 = 0 then null else hash(date, s, a) % 3 end::bigint as attended,
    (hash(date, s, a) % 2)::bigint as no_show, 'day' as grain, 'ok' as status
from days(first_day, last_day), range(1, 21) services(s), range(46) areas(a)
where kept(('sessions', date), share)
order by date, service, area, reference, grain;

create macro service_visits(first_day, last_day, share) as table
select
    service_name(s) as service, ward(a) as area, date,
    case when hash(date, s, a) % 500 = 1 then null else hash(date, s, a) % 211 end::bigint as visits,
    (hash(date, s, a) % 97)::bigint as visits_digital, (4 + hash(date, s, a) % 13 / 2)::decimal(18, 4) as hours_open,
    'day' as grain, 'ok' as status
from days(first_day, last_day), range(1, 5) services(s), range(46) areas(a)
where kept(('visits', date), share)
order by date, service, area, grain;

create macro service_members(first_day, last_day, share) as table
select
    service_name(s) as service, ward(a) as area, date,
    case when hash(date, s, a) % 300 = 1 then null else 400 + hash(s, a) % 100 + date_diff('day', date '2023-01-01', date) // 9 end::bigint as members,
    (100 + hash(date, s, a) % 113)::bigint as active, 'day' as grain, 'ok' as status
from days(first_day, last_day), range(1, 5) services(s), range(46) areas(a)
where kept(('members', date), share)
order by date, service, area, grain;

create macro service_transactions(first_day, last_day, share) as table
with rows as (
    select service_name(s) as service, ['web', 'phone', 'face_to_face'][c] as channel, date, (hash(date, s, c) % 9949)::bigint as dice, s
    from days(first_day, last_day), range(1, 9) services(s), range(1, 4) channels(c)
)
select
    service, channel, date, dice % 90 + 20 as started, case when dice % 170 = 0 then null else dice % 90 + 12 end as completed, dice % 4 as ineligible, dice % 3 as assisted,
    (dice % 9000)::decimal(18, 4) / 10 as cost_gbp, dice % 5 as rating_1, dice % 4 as rating_2, dice % 6 as rating_3, case when dice % 130 = 0 then null else dice % 15 end as rating_4,
    dice % 11 as rating_5, case when s < 6 then 'all_ends' else 'success_only' end as feedback_asked_at, 'day' as grain, 'ok' as status
from rows
where kept(('transactions', date), share)
order by date, service, channel, grain;

create macro service_request_days(first_day, last_day, share) as table
with rows as (
    select service_name(s) as service, ward(a) as area, ['web', 'phone'][c] as channel, date, (hash(date, s, a, c) % 9941)::bigint as dice
    from days(first_day, last_day), range(1, 7) services(s), range(46) areas(a), range(1, 3) channels(c)
)
select
    service, area, channel, date, 'mend' as subtype, dice % 9 as opened, dice % 7 as closed, case when dice % 210 = 0 then null else least(dice % 7, dice % 5) end as closed_in_time,
    case when dice % 190 = 0 then null else dice % 40 end as backlog, dice % 7 * (dice % 20) as days_to_close_total, 'day' as grain, 'ok' as status
from rows
where kept(('requests', date), share)
order by date, service, area, channel, subtype, grain;

create macro service_requests(first_day, last_day, share) as table
select
    strftime(date, 'request-%Y%m%d-') || lpad(n::varchar, 3, '0') as request, service_name(1 + n % 6) as service, ward(n % 46) as area, 'web' as channel,
    (date + interval 9 hour)::timestamptz as requested_at,
    case when n % 11 = 0 or date > date '2025-12-15' then null else (date + interval 9 hour + to_minutes((hash(date, n) % 20000)::bigint))::timestamptz end as closed_at, 'mend' as subtype
from days(first_day, last_day), range(100) requests(n)
where kept(('mended', date), share)
order by request;

create macro web_days(first_day, last_day, share) as table
with rows as (
    select 'www' as site, service_name(s) as page_group, ['search', 'social'][r] as referral, date, (hash(date, s, r) % 9931)::bigint as dice
    from days(first_day, last_day), range(1, 21) services(s), range(1, 3) referrals(r)
)
select
    site, page_group, referral, date, case when dice % 200 = 0 then null else dice % 900 end as sessions, dice % 60 + 9 as starts, case when dice % 140 = 0 then null else dice % 60 end as completions,
    'day' as grain, 'ok' as status
from rows
where kept(('web', date), share)
order by date, site, page_group, referral, grain;

create macro notifications(first_day, last_day, share) as table
with rows as (
    select 'campaign-' || n as campaign, ['email', 'sms', 'push'][c] as channel, 'all' as geofence, date, (hash(date, n, c) % 9929)::bigint as dice
    from days(first_day, last_day), range(3) campaigns(n), range(1, 4) channels(c)
)
select
    campaign, channel, geofence, date, dice % 90 + 30 as requested, case when dice % 120 = 0 then null else dice % 90 + 25 end as delivered, dice % 22 as opened, dice % 9 as acted,
    'day' as grain, 'ok' as status
from rows
where kept(('notified', date), share)
order by date, campaign, channel, geofence, grain;

create macro participation(first_day, last_day, share) as table
select
    'process-' || n as process, date, ['hall', 'online'][1 + n % 2] as platform, (hash(date, n) % 40)::bigint as attendees,
    case when hash(date, n) % 150 = 0 then null else hash(date, n) % 8 + 4 end::bigint as proposals, (hash(date, n) % 4)::bigint as adopted, 'day' as grain, 'ok' as status
from days(first_day, last_day), range(5) processes(n)
where kept(('took part', date), share)
order by date, process, grain;

create macro widget_days(first_day, last_day, share) as table
select
    'widget-' || n as widget, ['news', 'schools'][h] as host, date, (20 + hash(date, n, h) % 300)::bigint as loads,
    case when hash(date, n, h) % 160 = 0 then null else hash(date, n, h) % 18 end::bigint as service_starts, 'day' as grain, 'ok' as status
from days(first_day, last_day), range(6) widgets(n), range(1, 3) hosts(h)
where kept(('widgets', date), share)
order by date, widget, host, grain;

create macro resources(first_day, last_day, share) as table
select
    date, 'team-' || t as team, ['publish', 'monitor', 'moderate', 'facilitate', 'create', 'analyse'][r] as role, account_name(n * 6) as account, 'none' as campaign,
    case when hash(date, t, r, n) % 180 = 0 then null else (hash(date, t, r, n) % 17)::decimal(18, 4) / 4 end::decimal(18, 4) as hours,
    ((hash(date, t, r, n) % 501)::decimal(18, 4) / 10)::decimal(18, 4) as cost_gbp, 'day' as grain, 'ok' as status
from days(first_day, last_day), range(2) teams(t), range(1, 7) roles(r), range(5) accounts(n)
where kept(('worked', date), share)
order by date, team, role, account, campaign, grain;

create macro social_account_days(first_day, last_day, share) as table
with rows as (
    select date, account_name(n) as account, (hash(date, n) % 9949)::bigint as dice, 1000 + n * 50 + date_diff('day', date '2023-01-01', date) as followers
    from days(first_day, last_day), range(32) accounts(n)
)
select
    account, date, case when dice % 40 = 0 then null else followers + dice % 30 end as followers, dice % 13 as joins, dice % 7 as leaves, 'gross' as basis,
    case when dice % 80 = 0 then null else dice % 2000 + 100 end as impressions, dice % 1500 as reach, dice % 4 as posts, dice % 6 as replies_sent, dice % 12 + 2 as inbound_needing_reply,
    case when dice % 90 = 0 then null else dice % 3 end as replied, dice % 2 as replied_in_standard, dice % 3 * (dice % 5000) as first_response_seconds_total,
    case when dice % 70 = 0 then null else dice % 25 end as contributors, dice % 90 as link_clicks, dice % 8 as checkins, dice % 5 as moderation_actions,
    'day' as grain, 'ok' as status
from rows
where kept(('accounts', date), share)
order by date, account, grain;

-- A post a day of each account, read on each of the 30 days from its own.
create macro social_post_days(first_day, last_day, share) as table
with rows as (
    select
        account_name(n) as account, date - age::int as created, date, age, (hash(date - age::int, n) % 9941)::bigint as dice
    from days(first_day, last_day), range(32) accounts(n), range(30) ages(age)
    where date - age::int >= date '2023-01-01'
)
select
    account, strftime(created, 'post-%Y%m%d') as post, date, created::timestamptz as created_at, 'text' as kind, 'cumulative' as value_kind,
    case when dice % 3 = 0 then null else dice % 5 > 0 end as has_alt_text, case when dice % 4 = 0 then dice % 7 > 2 end as has_captions,
    case when dice % 100 = age then null else (dice % 700 + 1) * (age + 1) end as impressions,
    dice % 40 * (age + 1) as likes, dice % 7 * age as comments, dice % 5 * (age + 1) as shares, dice % 2 * age as quotes, dice % 3 * age as saves,
    'day' as grain, 'ok' as status
from rows
where kept(('posts', created), share)
order by date, account, post, grain;

create view services as select service_name(s) as service, 'Service ' || s as title from range(1, 21) services(s);

create view areas as
select ward(a) as area, 'Ward ' || a as name, 'ward' as type, 'E0700' || (1000 + a % 6) as parent from range(46) areas(a)
union all
select 'E0700' || (1000 + d), 'District ' || d, 'district', null from range(6) districts(d)
order by area;

create view channels as
from (values
    ('email', 'E-mail', true),
    ('face_to_face', 'In person', false),
    ('phone', 'Telephone', false),
    ('push', 'Push', true),
    ('sms', 'Text message', true),
    ('web', 'Web form', true),
    ('webchat', 'Web chat', true)
) as channels(channel, title, digital);

create view contact_reasons as
from (values ('asked again', 'progress_chase'), ('enquiry', 'new_request'), ('form failed', 'failed_online'), ('letter unclear', 'unclear_info')) as contact_reasons(reason, code);

create view platforms as
from (values ('bluesky', 'Bluesky'), ('facebook', 'Facebook'), ('hall', 'Hall'), ('instagram', 'Instagram'), ('online', 'Online'), ('youtube', 'YouTube')) as platforms(platform, title);

create view social_accounts as
select
    account_name(n) as account, ['bluesky', 'facebook', 'instagram', 'youtube'][1 + n % 4] as platform, case when n % 5 = 4 then 'partner' else 'council' end as owner_type,
    service_name(1 + n % 20) as service
from range(32) accounts(n)
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
    ('cards', 'service_members', 'missing'),
    ('forms', 'service_transactions', 'zero'),
    ('works', 'service_request_days', 'zero'),
    ('reports', 'service_requests', 'zero'),
    ('analytics', 'web_days', 'zero'),
    ('notify', 'notifications', 'zero'),
    ('meetings', 'participation', 'zero'),
    ('widgets', 'widget_days', 'zero'),
    ('hours', 'resources', 'zero'),
    ('social', 'social_account_days', 'missing'),
    ('posts', 'social_post_days', 'missing')
) as source(source, dataset, absent),
    unnest(generate_series(date '2023-01-01', date '2025-12-01', interval 1 month)) as months(month)
order by dataset, from_date;
