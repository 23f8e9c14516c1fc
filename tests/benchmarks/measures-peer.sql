-- Every built-in measure as a good analyst would write them for this lake alone: what Outcomes must work out is known here. Every source reports by
-- day, one source delivers each dataset, no area or account was opened or closed, wards lie in districts and nothing else, no column is not
-- offered; and what measures read together is read once. Variables: lake, and the file of each published table.

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

-- 1. What is published of each measure: its kind, what its parts are multiplied by, whether a silent day says nothing, and the tables by month, week and day.

create temp table wanted as
from (values
    ('accounts_posting', 'distinct', 'accounts', 1.0::double, true, 'platforms', 'all', null),
    ('activation', 'ratio', 'share', 1, true, 'accounts', 'platforms', null),
    ('active_member_share', 'ratio', 'share', 1, true, 'areas', null, null),
    ('alt_text_share', 'ratio', 'share', 1, true, 'accounts', null, null),
    ('answered_within_standard', 'ratio', 'share', 1, true, 'channels', 'services', null),
    ('attendance_rate', 'ratio', 'share', 1, false, 'areas', 'services', 'service'),
    ('average_handle_seconds', 'ratio', 'seconds', 1, false, 'channels', null, null),
    ('average_wait_seconds', 'ratio', 'seconds', 1, false, 'channels', 'services', null),
    ('avoidable_contact_rate', 'ratio', 'share', 1, false, 'areas and channels', 'services', 'service'),
    ('bookings', 'count', 'places', 1, false, 'areas and channels', 'services', 'service'),
    ('calls_abandoned_rate', 'ratio', 'share', 1, false, 'channels', 'services', null),
    ('capacity_use', 'ratio', 'share', 1, false, 'areas', 'services', null),
    ('captions_share', 'ratio', 'share', 1, true, 'accounts', null, null),
    ('checkins', 'count', 'check-ins', 1, true, 'accounts', null, null),
    ('churn', 'ratio', 'share', 1, true, 'accounts', null, null),
    ('click_rate', 'ratio', 'share', 1, true, 'accounts', 'platforms', null),
    ('completion_rate', 'ratio', 'share', 1, false, 'channels', 'services', null),
    ('contacts', 'count', 'contacts', 1, false, 'areas and channels', 'channels', 'service'),
    ('contributors_28d', 'level', 'person-days', 1, true, 'accounts', null, null),
    ('contributors_7d', 'level', 'person-days', 1, true, 'accounts', null, null),
    ('cost_per_transaction', 'ratio', 'pounds', 0.01, false, 'services', 'services', null),
    ('days_to_close', 'ratio', 'days', 1.0::double / 86400, false, 'areas', null, null),
    ('days_to_close_p90', 'percentile', 'days', 1.0::double / 86400, false, 'services', null, null),
    ('digital_contact_share', 'ratio', 'share', 1, false, 'areas', 'services', 'service'),
    ('digital_take_up', 'ratio', 'share', 1, false, 'services', 'services', null),
    ('engagement_rate', 'ratio', 'share', 1, true, 'accounts', 'platforms', 'platform'),
    ('failed_online_share', 'ratio', 'share', 1, false, 'channels', null, null),
    ('first_response_time', 'ratio', 'minutes', 1.0::double / 60, true, 'accounts', 'platforms', null),
    ('followers', 'level', 'followers', 1, true, 'accounts', 'platforms', 'platform'),
    ('followers_peak', 'level', 'followers', 1, true, 'accounts', null, null),
    ('impressions', 'count', 'times', 1, true, 'accounts', 'platforms', null),
    ('joins', 'count', 'people', 1, true, 'accounts', null, null),
    ('lead_time_days', 'ratio', 'days', 1.0::double / 86400, false, 'areas', null, null),
    ('leaves', 'count', 'people', 1, true, 'accounts', null, null),
    ('link_clicks', 'count', 'clicks', 1, true, 'accounts', 'platforms', null),
    ('listening_share', 'ratio', 'share', 1, false, 'accounts', null, null),
    ('meeting_attendance', 'count', 'people', 1, false, 'platforms', null, null),
    ('members', 'level', 'people', 1, true, 'areas', 'areas', null),
    ('moderation_actions', 'count', 'actions', 1, true, 'accounts', null, null),
    ('no_show_rate', 'ratio', 'share', 1, false, 'areas', 'services', 'service'),
    ('notifications_acted', 'ratio', 'share', 1, false, 'channel', null, null),
    ('notifications_delivered', 'ratio', 'share', 1, false, 'channel', null, null),
    ('notifications_opened', 'ratio', 'share', 1, false, 'channel', null, null),
    ('one_way_share', 'ratio', 'share', 1, true, 'accounts', null, null),
    ('partner_reach_share', 'ratio', 'share', 1, true, 'platforms', null, null),
    ('posts', 'count', 'posts', 1, true, 'accounts', 'platforms', 'platform'),
    ('progress_chasing_share', 'ratio', 'share', 1, false, 'channels', null, null),
    ('proposals', 'count', 'proposals', 1, false, 'platforms', null, null),
    ('proposals_adopted', 'ratio', 'share', 1, false, 'platforms', null, null),
    ('reach_median', 'percentile', 'people', 1, true, 'platforms', null, null),
    ('repeat_contact_7d', 'ratio', 'share', 1, false, 'channels', 'services', null),
    ('reply_rate', 'ratio', 'share', 1, true, 'accounts', 'platforms', 'platform'),
    ('request_backlog', 'level', 'requests', 1, true, 'areas', null, null),
    ('requests_closed_in_time', 'ratio', 'share', 1, false, 'areas', null, null),
    ('requests_opened', 'count', 'requests', 1, false, 'areas and channels', null, null),
    ('resolved_first_time', 'ratio', 'share', 1, false, 'channels', 'services', null),
    ('revenue_per_booking', 'ratio', 'pounds', 0.01, false, 'areas', null, null),
    ('satisfaction_score', 'ratio', 'score', 1, false, 'channels', 'services', null),
    ('satisfaction_score_success_only', 'ratio', 'score', 1, false, 'channels', 'services', null),
    ('satisfaction_share', 'ratio', 'share', 1, false, 'channels', 'services', null),
    ('satisfaction_share_success_only', 'ratio', 'share', 1, false, 'channels', 'services', null),
    ('spend', 'count', 'pounds', 0.01, false, 'accounts', null, null),
    ('staff_hours', 'count', 'hours', 1.0::double / 3600, false, 'accounts', null, null),
    ('unclear_information_share', 'ratio', 'share', 1, false, 'channels', null, null),
    ('visits', 'count', 'visits', 1, false, 'areas', 'services', 'service'),
    ('visits_digital', 'count', 'visits', 1, false, 'areas', null, null),
    ('visits_per_hour_open', 'ratio', 'visits an hour', 1, false, 'areas', null, null),
    ('web_completion_rate', 'ratio', 'share', 1, false, 'services', 'services', null),
    ('web_sessions', 'count', 'sessions', 1, false, 'services', 'services', null),
    ('widget_service_starts', 'count', 'transactions', 1, false, 'all', null, null),
    ('widget_start_rate', 'ratio', 'share', 1, false, 'all', null, null)
) as wanted(measure, kind, unit, scale, silence_is_missing, by_month, by_week, by_day);

create temp table published as
with levels(tables, levels) as (values
    ('areas and channels', ['service_area', 'service_channel', 'service_district', 'service', 'area', 'district', 'channel', 'council']),
    ('areas', ['service_area', 'service_district', 'service', 'area', 'district', 'council']),
    ('channels', ['service_channel', 'service', 'channel', 'council']),
    ('accounts', ['service_platform', 'service', 'platform', 'council']),
    ('services', ['service', 'council']),
    ('platforms', ['platform', 'council']),
    ('channel', ['channel', 'council']),
    ('all', ['council']),
    ('service', ['service']),
    ('platform', ['platform'])
),
tables as (
    select measure, 'month' as base, by_month as tables from wanted
    union all select measure, 'week', by_week from wanted
    union all select measure, 'day', by_day from wanted
)
select measure, base, unnest(levels) as level, levels[1] = unnest(levels) as leaf
from tables join levels using (tables);

-- 2. Parts of each measure by day, week and month. A day of a combination counts as given (a suppressed one too) or withheld.

create temp table part(measure varchar, grain varchar, period date, service varchar, area varchar, channel varchar, platform varchar,
    numerator bigint, denominator bigint, low bigint, high bigint, hidden boolean, given bigint, withheld bigint, combos bigint);

create temp table reasons as from read_parquet(files('contact_reasons'));
create temp table accounts as from read_parquet(files('social_accounts'));
create temp table digital as select channel, digital from read_parquet(files('channels'));

-- Contacts, half a year at a time, so that its days stay in memory: first every day of a combination, then what is added up of them.
create macro contacts_of(months) as table
select
    date, service, area, channel,
    sum(contacts)::int as contacts,
    sum(coalesce(contacts_low, contacts))::int as low,
    sum(coalesce(contacts_high, contacts))::int as high,
    count(contacts) > 0 as known,
    bool_or(contacts is null and status = 'suppressed') as hidden,
    bool_or(contacts is null and status <> 'suppressed') as missing,
    sum(contacts) filter (code = 'failed_online')::int as failed,
    sum(contacts) filter (code = 'progress_chase')::int as chased,
    sum(contacts) filter (code = 'unclear_info')::int as unclear,
    sum(repeat_contacts) filter (contacts is not null)::int as repeated,
    sum(contacts) filter (repeat_contacts is not null)::int as repeatable,
    sum(avoidable_contacts) filter (assessed_contacts is not null)::int as avoidable,
    sum(assessed_contacts) filter (avoidable_contacts is not null)::int as assessed,
    count(avoidable_contacts + assessed_contacts) > 0 as assessed_known,
    bool_or(avoidable_contacts + assessed_contacts is null and status = 'suppressed') as assessed_hidden,
    bool_or(avoidable_contacts + assessed_contacts is null and status <> 'suppressed') as assessed_missing,
    sum(answered_in_standard)::int as in_standard,
    sum(offered - short_abandoned)::int as needing,
    sum(abandoned - short_abandoned)::int as abandoned,
    sum(handle_seconds_total)::int as handled,
    sum(answered)::int as answered,
    sum(wait_seconds_total)::int as waited,
    sum(answered) filter (wait_seconds_total is not null)::int as waiting,
    count(wait_seconds_total) > 0 as waited_known,
    bool_or(wait_seconds_total is null) as waited_missing,
    sum(resolved_first_time) filter (asked_resolved is not null)::int as resolved,
    sum(asked_resolved) filter (resolved_first_time is not null)::int as asked,
    count(resolved_first_time) > 0 as resolved_known,
    bool_or(resolved_first_time is null) as resolved_missing
from read_parquet(list_transform(months, lambda month: getvariable('lake') || '/lake/service_contacts/source=crm/month=' || month || '/part.parquet')) as contacts
left join reasons using (reason)
group by date, service, area, channel;

create temp table contact_combo(service varchar, area varchar, channel varchar);
create temp table contact_part as
select null::varchar as grain, null::date as period, service, area, channel,
    contacts::hugeint as contacts, low::hugeint as low, high::hugeint as high, hidden, 0::hugeint as known, 0::hugeint as missing,
    repeated::hugeint as repeated, repeatable::hugeint as repeatable,
    0::hugeint as reasoned, 0::hugeint as failed, 0::hugeint as chased, 0::hugeint as unclear, 0::hugeint as all_known, 0::hugeint as some_missing,
    avoidable::hugeint as avoidable, assessed::hugeint as assessed, assessed_hidden, 0::hugeint as assessed_known, 0::hugeint as assessed_missing,
    in_standard::hugeint as in_standard, needing::hugeint as needing, abandoned::hugeint as abandoned, handled::hugeint as handled, answered::hugeint as answered, 0::hugeint as days,
    waited::hugeint as waited, waiting::hugeint as waiting, 0::hugeint as waited_known, 0::hugeint as waited_missing,
    resolved::hugeint as resolved, asked::hugeint as asked, 0::hugeint as resolved_known, 0::hugeint as resolved_missing
from contacts_of(['2023-01']) limit 0;
create temp table digital_part(grain varchar, period date, service varchar, area varchar, numerator hugeint, denominator hugeint, hidden boolean, given hugeint, withheld hugeint);

create or replace temp table contact_day as from contacts_of(['2023-01', '2023-02', '2023-03', '2023-04', '2023-05', '2023-06']);

create temp macro contact_parts() as table
select
    case when grouping(month) = 0 then 'month' when grouping(week) = 0 then 'week' else 'day' end as grain,
    case when grouping(month) = 0 then month when grouping(week) = 0 then week else date end as period,
    service, area, channel,
    sum(contacts), sum(low), sum(high), bool_or(hidden), sum((known or hidden)::int), sum(missing::int),
    sum(repeated), sum(repeatable),
    sum(contacts) filter (not hidden and not missing), sum(failed) filter (not hidden and not missing),
    sum(chased) filter (not hidden and not missing), sum(unclear) filter (not hidden and not missing),
    sum((hidden or not missing)::int), sum((missing and not hidden)::int),
    sum(avoidable), sum(assessed), bool_or(assessed_hidden), sum((assessed_known or assessed_hidden)::int), sum(assessed_missing::int),
    sum(in_standard), sum(needing), sum(abandoned), sum(handled), sum(answered), count(*),
    sum(waited), sum(waiting), sum(waited_known::int), sum(waited_missing::int),
    sum(resolved), sum(asked), sum(resolved_known::int), sum(resolved_missing::int)
from (select *, date_trunc('month', date)::date as month, date_trunc('week', date)::date as week from contact_day)
group by grouping sets ((month, service, area, channel), (week, service, channel), (date, service));

create temp macro digital_parts() as table
with day as (
    select
        date, service, area,
        case when bool_and(not missing and not hidden) then coalesce(sum(contacts) filter (digital), 0) end as numerator,
        case when bool_and(not missing and not hidden) then sum(contacts) end as denominator,
        bool_or(hidden) as hidden, bool_or(hidden) or bool_and(not missing) as given, bool_or(missing) and not bool_or(hidden) as withheld
    from contact_day join digital using (channel)
    group by all
)
select
    case when grouping(month) = 0 then 'month' when grouping(week) = 0 then 'week' else 'day' end,
    case when grouping(month) = 0 then month when grouping(week) = 0 then week else date end,
    service, area, sum(numerator), sum(denominator), bool_or(hidden), sum(given::int), sum(withheld::int)
from (select *, date_trunc('month', date)::date as month, date_trunc('week', date)::date as week from day)
group by grouping sets ((month, service, area), (week, service), (date, service));

insert into contact_part from contact_parts();
insert into digital_part from digital_parts();
insert into contact_combo select distinct service, area, channel from contact_day;
create or replace temp table contact_day as from contacts_of(['2023-07', '2023-08', '2023-09', '2023-10', '2023-11', '2023-12']);
insert into contact_part from contact_parts();
insert into digital_part from digital_parts();
insert into contact_combo select distinct service, area, channel from contact_day;
create or replace temp table contact_day as from contacts_of(['2024-01', '2024-02', '2024-03', '2024-04', '2024-05', '2024-06']);
insert into contact_part from contact_parts();
insert into digital_part from digital_parts();
insert into contact_combo select distinct service, area, channel from contact_day;
create or replace temp table contact_day as from contacts_of(['2024-07', '2024-08', '2024-09', '2024-10', '2024-11', '2024-12']);
insert into contact_part from contact_parts();
insert into digital_part from digital_parts();
insert into contact_combo select distinct service, area, channel from contact_day;
create or replace temp table contact_day as from contacts_of(['2025-01', '2025-02', '2025-03', '2025-04', '2025-05', '2025-06']);
insert into contact_part from contact_parts();
insert into digital_part from digital_parts();
insert into contact_combo select distinct service, area, channel from contact_day;
create or replace temp table contact_day as from contacts_of(['2025-07', '2025-08', '2025-09', '2025-10', '2025-11', '2025-12']);
insert into contact_part from contact_parts();
insert into digital_part from digital_parts();
insert into contact_combo select distinct service, area, channel from contact_day;
drop table contact_day;

insert into part by name
select 'contacts' as measure, grain, period, service, area, channel, contacts as numerator, low, high, hidden, known as given, missing as withheld from contact_part
union all by name
select 'avoidable_contact_rate' as measure, grain, period, service, area, case when grain = 'month' then channel end as channel, sum(avoidable) as numerator, sum(assessed) as denominator,
    bool_or(assessed_hidden) as hidden, sum(assessed_known) as given, sum(assessed_missing) as withheld
from contact_part group by all
union all by name
select 'digital_contact_share' as measure, * from digital_part;

-- Those by channel alone: by month, and most by week.
insert into part by name
with by_channel as (
    select grain, period, service, channel, sum(columns(* exclude (grain, period, service, area, channel, hidden, assessed_hidden))), bool_or(hidden) as hidden
    from contact_part where grain <> 'day'
    group by grain, period, service, channel
)
select 'repeat_contact_7d' as measure, grain, period, service, channel, repeated as numerator, repeatable as denominator, hidden, known as given, missing as withheld from by_channel
union all by name
select 'answered_within_standard' as measure, grain, period, service, channel, in_standard as numerator, needing as denominator, false as hidden, days as given, 0 as withheld from by_channel
union all by name
select 'average_wait_seconds' as measure, grain, period, service, channel, waited as numerator, waiting as denominator, false as hidden, waited_known as given, waited_missing as withheld from by_channel
union all by name
select 'calls_abandoned_rate' as measure, grain, period, service, channel, abandoned as numerator, needing as denominator, false as hidden, days as given, 0 as withheld from by_channel
union all by name
select 'resolved_first_time' as measure, grain, period, service, channel, resolved as numerator, asked as denominator, false as hidden, resolved_known as given, resolved_missing as withheld from by_channel
union all by name
select 'average_handle_seconds' as measure, grain, period, service, channel, handled as numerator, answered as denominator, false as hidden, days as given, 0 as withheld from by_channel where grain = 'month'
union all by name
select 'failed_online_share' as measure, grain, period, service, channel, coalesce(failed, 0) as numerator, reasoned as denominator, hidden, all_known as given, some_missing as withheld from by_channel where grain = 'month'
union all by name
select 'progress_chasing_share' as measure, grain, period, service, channel, coalesce(chased, 0) as numerator, reasoned as denominator, hidden, all_known as given, some_missing as withheld from by_channel where grain = 'month'
union all by name
select 'unclear_information_share' as measure, grain, period, service, channel, coalesce(unclear, 0) as numerator, reasoned as denominator, hidden, all_known as given, some_missing as withheld from by_channel where grain = 'month';

insert into part by name
select unnest(['contacts', 'avoidable_contact_rate', 'answered_within_standard', 'average_handle_seconds', 'average_wait_seconds', 'calls_abandoned_rate', 'failed_online_share',
    'progress_chasing_share', 'repeat_contact_7d', 'resolved_first_time', 'unclear_information_share']) as measure, 'combos' as grain, service, area, channel, 1 as combos
from (select distinct * from contact_combo)
union all by name
select 'digital_contact_share' as measure, 'combos' as grain, service, area, 1 as combos from (select distinct service, area from contact_combo);

-- All others, of which a view base says what each day of a combination gives. Days and weeks only of those that publish them, and by nothing but what they publish.
create or replace temp view base as
select null::varchar as measure, null::date as date, null::varchar as service, null::varchar as area, null::varchar as channel, null::varchar as platform, null::varchar as item,
    null::bigint as numerator, null::bigint as denominator, false as hidden, 0 as given, 0 as withheld;

create temp macro parts() as table
select
    base.measure, grain, period_of(grain, date) as period,
    case when contains(tables, 'service') or tables in ('areas', 'areas and channels', 'channels', 'accounts') then service end as service,
    case when contains(tables, 'areas') then area end as area,
    case when contains(tables, 'channel') then channel end as channel,
    case when contains(tables, 'platform') or tables = 'accounts' then platform end as platform,
    sum(numerator) as numerator, sum(denominator) as denominator, bool_or(hidden) as hidden, sum(given) as given, sum(withheld) as withheld
from base
join (unpivot (select measure, by_month as month, by_week as week, by_day as day from wanted) on month, week, day into name grain value tables) as wanted on wanted.measure = base.measure
group by all;

create temp macro combos() as table
select measure, 'combos' as grain, service, area, channel, platform, count(distinct coalesce(item, '')) as combos from base group by all;

create temp table booking as
select service, area, channel, date, reference, for_date, booked, orders, cancelled, revenue_gbp from read_parquet(files('service_bookings'));

create temp table booking_day as
select
    service, area, channel, date,
    sum(booked) as booked, bool_or(booked is not null) as known, bool_or(booked is null) as missing,
    sum((for_date - date) * 86400 * booked) as ahead,
    round(100 * sum(revenue_gbp))::bigint as revenue, sum(orders) filter (revenue_gbp is not null) as orders, bool_or(revenue_gbp is not null) as paid, bool_or(revenue_gbp is null) as unpaid
from booking
group by all;

create or replace temp view base as
select 'bookings' as measure, date, service, area, channel, null::varchar as platform, null::varchar as item, booked as numerator, null as denominator, false as hidden, known::int as given, missing::int as withheld from booking_day
union all by name
select 'lead_time_days' as measure, date, service, area, channel, ahead as numerator, booked as denominator, false as hidden, known::int as given, missing::int as withheld from booking_day
union all by name
select 'revenue_per_booking' as measure, date, service, area, channel, revenue as numerator, orders as denominator, false as hidden, paid::int as given, unpaid::int as withheld from booking_day;
insert into part by name from parts() union all by name from combos();
drop table booking_day cascade;

create temp table session as
with booked as (
    select service, area, reference, for_date as date, case when count(*) = count(booked - cancelled) then sum(booked - cancelled) end as places
    from booking
    group by all
)
select service, area, date, capacity, attended, no_show, booked.date is not null as is_booked, places
from read_parquet(files('service_sessions')) as service_sessions left join booked using (service, area, reference, date);

create or replace temp view base as
select
    'attendance_rate' as measure, date, service, area, null::varchar as channel, null::varchar as platform, null::varchar as item,
    sum(attended) filter (places is not null) as numerator, sum(places) filter (attended is not null) as denominator,
    false as hidden, (count(attended + places) > 0)::int as given, (count(attended + places) < count(*))::int as withheld
from session where is_booked group by all
union all by name
select
    'no_show_rate' as measure, date, service, area, sum(no_show) filter (places is not null) as numerator, sum(places) filter (no_show is not null) as denominator,
    false as hidden, (count(no_show + places) > 0)::int as given, (count(no_show + places) < count(*))::int as withheld
from session where is_booked group by all
union all by name
select
    'capacity_use' as measure, date, service, area, sum(attended) filter (capacity is not null) as numerator, sum(capacity) filter (attended is not null) as denominator,
    false as hidden, (count(attended + capacity) > 0)::int as given, (count(attended + capacity) < count(*))::int as withheld
from session group by all;
insert into part by name from parts() union all by name from combos();
drop table session;
drop table booking;

create temp table visit as select service, area, date, visits, visits_digital, hours_open from read_parquet(files('service_visits'));
create temp table member_day as select service, area, date, members, active from read_parquet(files('service_members'));
create temp table request_day as select * from read_parquet(files('service_request_days'));
create temp table account_day as
select days.*, service, platform, owner_type from read_parquet(files('social_account_days')) as days join accounts using (account);

create or replace temp view base as
select 'visits' as measure, date, service, area, null::varchar as channel, null::varchar as platform, null::varchar as item, visits as numerator, null as denominator,
    false as hidden, (visits is not null)::int as given, (visits is null)::int as withheld
from visit
union all by name
select 'visits_digital' as measure, date, service, area, visits_digital as numerator, false as hidden, 1 as given, 0 as withheld from visit
union all by name
select 'visits_per_hour_open' as measure, date, service, area, visits * 100 as numerator, case when visits is not null then round(100 * hours_open)::bigint end as denominator,
    false as hidden, (visits is not null)::int as given, (visits is null)::int as withheld
from visit where hours_open > 0
union all by name
select 'active_member_share' as measure, date, service, area, case when members is not null then active end as numerator, members as denominator,
    false as hidden, (members is not null)::int as given, (members is null)::int as withheld
from member_day
union all by name
select 'requests_opened' as measure, date, service, area, channel, sum(opened) as numerator, false as hidden, 1 as given, 0 as withheld from request_day group by all
union all by name
select 'requests_closed_in_time' as measure, date, service, area, channel, sum(closed_in_time) as numerator, sum(closed) filter (closed_in_time is not null) as denominator,
    false as hidden, (count(closed_in_time) > 0)::int as given, (count(closed_in_time) < count(*))::int as withheld
from request_day group by all
union all by name
select 'days_to_close' as measure, date, service, area, channel, sum(days_to_close_total * 86400) as numerator, sum(closed) as denominator, false as hidden, 1 as given, 0 as withheld
from request_day group by all;
insert into part by name from parts() union all by name from combos();

create temp table transaction_day as select days.*, digital from read_parquet(files('service_transactions')) as days left join digital using (channel);
create temp table web as select * from read_parquet(files('web_days'));
create temp table notified as select * from read_parquet(files('notifications'));
create temp table took_part as select * from read_parquet(files('participation'));
create temp table widget as select * from read_parquet(files('widget_days'));
create temp table worked as select days.*, service, platform from read_parquet(files('resources')) as days join accounts using (account);

create or replace temp view base as
select 'completion_rate' as measure, date, service, null::varchar as area, channel, null::varchar as platform, null::varchar as item,
    case when started is not null then completed + ineligible end as numerator, case when completed is not null then started end as denominator,
    false as hidden, (completed is not null)::int as given, (completed is null)::int as withheld
from transaction_day
union all by name
select 'cost_per_transaction' as measure, date, service, case when count(*) = count(completed) then round(100 * sum(cost_gbp))::bigint end as numerator,
    case when count(*) = count(completed) then sum(completed) end as denominator, false as hidden, (count(*) = count(completed))::int as given, (count(*) > count(completed))::int as withheld
from transaction_day group by all
union all by name
select 'digital_take_up' as measure, date, service, case when count(*) = count(completed) then sum(case when digital then completed else assisted end) end as numerator,
    case when count(*) = count(completed) then sum(completed) end as denominator, false as hidden, (count(*) = count(completed))::int as given, (count(*) > count(completed))::int as withheld
from transaction_day group by all
union all by name
select case when feedback_asked_at = 'all_ends' then 'satisfaction_score' else 'satisfaction_score_success_only' end as measure, date, service, channel,
    rating_2 + 2 * rating_3 + 3 * rating_4 + 4 * rating_5 as numerator, 4 * (rating_1 + rating_2 + rating_3 + rating_4 + rating_5) as denominator,
    false as hidden, (rating_4 is not null)::int as given, (rating_4 is null)::int as withheld
from transaction_day
union all by name
select case when feedback_asked_at = 'all_ends' then 'satisfaction_share' else 'satisfaction_share_success_only' end as measure, date, service, channel,
    rating_4 + rating_5 as numerator, rating_1 + rating_2 + rating_3 + rating_4 + rating_5 as denominator,
    false as hidden, (rating_4 is not null)::int as given, (rating_4 is null)::int as withheld
from transaction_day
union all by name
select 'web_sessions' as measure, date, page_group as service, sum(sessions) as numerator, false as hidden, (count(sessions) > 0)::int as given, (count(sessions) < count(*))::int as withheld
from web group by all
union all by name
select 'web_completion_rate' as measure, date, page_group as service, sum(completions) as numerator, sum(starts) filter (completions is not null) as denominator,
    false as hidden, (count(completions) > 0)::int as given, (count(completions) < count(*))::int as withheld
from web group by all
union all by name
select 'notifications_delivered' as measure, date, channel, sum(delivered) as numerator, sum(requested) filter (delivered is not null) as denominator,
    false as hidden, (count(delivered) > 0)::int as given, (count(delivered) < count(*))::int as withheld
from notified group by all
union all by name
select 'notifications_opened' as measure, date, channel, sum(opened) filter (delivered is not null) as numerator, sum(delivered) as denominator,
    false as hidden, (count(delivered) > 0)::int as given, (count(delivered) < count(*))::int as withheld
from notified group by all
union all by name
select 'notifications_acted' as measure, date, channel, sum(acted) filter (delivered is not null) as numerator, sum(delivered) as denominator,
    false as hidden, (count(delivered) > 0)::int as given, (count(delivered) < count(*))::int as withheld
from notified group by all
union all by name
select 'meeting_attendance' as measure, date, platform, sum(attendees) as numerator, false as hidden, 1 as given, 0 as withheld from took_part group by all
union all by name
select 'proposals' as measure, date, platform, sum(proposals) as numerator, false as hidden, (count(proposals) > 0)::int as given, (count(proposals) < count(*))::int as withheld from took_part group by all
union all by name
select 'proposals_adopted' as measure, date, platform, sum(adopted) filter (proposals is not null) as numerator, sum(proposals) as denominator,
    false as hidden, (count(proposals) > 0)::int as given, (count(proposals) < count(*))::int as withheld
from took_part group by all
union all by name
select 'widget_service_starts' as measure, date, sum(service_starts) as numerator, false as hidden, (count(service_starts) > 0)::int as given, (count(service_starts) < count(*))::int as withheld from widget group by all
union all by name
select 'widget_start_rate' as measure, date, sum(service_starts) as numerator, sum(loads) filter (service_starts is not null) as denominator,
    false as hidden, (count(service_starts) > 0)::int as given, (count(service_starts) < count(*))::int as withheld
from widget group by all
union all by name
select 'staff_hours' as measure, date, service, platform, round(3600 * sum(hours))::bigint as numerator, false as hidden, (count(hours) > 0)::int as given, (count(hours) < count(*))::int as withheld
from worked group by all
union all by name
select 'listening_share' as measure, date, service, platform, round(3600 * coalesce(sum(hours) filter (role in ('monitor', 'moderate', 'facilitate')), 0 * sum(hours)))::bigint as numerator,
    round(3600 * sum(hours))::bigint as denominator, false as hidden, (count(hours) > 0)::int as given, (count(hours) < count(*))::int as withheld
from worked group by all
union all by name
select 'spend' as measure, date, service, platform, round(100 * sum(cost_gbp))::bigint as numerator, false as hidden, 1 as given, 0 as withheld from worked group by all;
insert into part by name from parts() union all by name from combos();

-- Social media: from the days of accounts, and from the readings of posts.
create or replace temp view base as
select 'answered_within_standard' as measure, date, service, null::varchar as area, 'social' as channel, null::varchar as platform, null::varchar as item,
    sum(replied_in_standard) as numerator, sum(inbound_needing_reply) as denominator, false as hidden, 1 as given, 0 as withheld
from account_day group by all
union all by name
select measure, date, service, platform, sum(above) filter (below is not null) as numerator, sum(below) filter (above is not null) as denominator,
    false as hidden, (count(above + below) > 0)::int as given, (count(above + below) < count(*))::int as withheld
from (
    select date, service, platform, unnest([
        {measure: 'activation', above: contributors, below: followers},
        {measure: 'click_rate', above: link_clicks, below: impressions},
        {measure: 'first_response_time', above: first_response_seconds_total, below: replied},
        {measure: 'reply_rate', above: replied, below: inbound_needing_reply},
        {measure: 'one_way_share', above: posts, below: posts + replies_sent}
    ], recursive := true)
    from account_day
)
group by all
union all by name
select measure, date, service, platform, sum(counted) as numerator, false as hidden, (count(counted) > 0)::int as given, (count(counted) < count(*))::int as withheld
from (
    select date, service, platform, unnest([
        {measure: 'checkins', counted: checkins},
        {measure: 'impressions', counted: impressions},
        {measure: 'joins', counted: joins},
        {measure: 'leaves', counted: leaves},
        {measure: 'link_clicks', counted: link_clicks},
        {measure: 'moderation_actions', counted: moderation_actions},
        {measure: 'posts', counted: posts}
    ], recursive := true)
    from account_day
)
group by all
union all by name
select 'partner_reach_share' as measure, date, platform, sum(case when owner_type = 'council' then 0 else impressions end) filter (impressions is not null) as numerator, sum(impressions) as denominator,
    false as hidden, (count(impressions) > 0)::int as given, (count(impressions) < count(*))::int as withheld
from account_day group by all
union all by name
select 'churn' as measure, month as date, service, platform, sum(leavers) filter (members is not null) as numerator, sum(members) filter (leavers is not null) as denominator,
    false as hidden, case when count(leavers + members) > 0 then max(day(last_day(month))) else 0 end as given, 0 as withheld
from (
    select account, service, platform, date_trunc('month', date)::date as month,
        case when count(*) = count(leaves) and count(*) >= 0.8 * day(last_day(max(date))) then sum(leaves) end as leavers,
        arg_min(followers - joins + leaves, date) filter (followers is not null and day(date) <= 7) as members
    from account_day group by all
)
group by all;
insert into part by name from parts() union all by name from combos();

create temp table reading as
select
    account, service, platform, post, date, impressions, has_alt_text, has_captions, created_at,
    impressions - coalesce(lag(impressions ignore nulls) over post, 0) as shown,
    likes + comments + shares + quotes + saves - coalesce(lag(likes + comments + shares + quotes + saves) over post, 0) as reacted
from read_parquet(files('social_post_days')) as social_post_days join accounts using (account)
window post as (partition by account, post order by date);

create or replace temp view base as
select
    'engagement_rate' as measure, date, service, null::varchar as area, null::varchar as channel, platform, null::varchar as item,
    sum(reacted) filter (shown is not null) as numerator, sum(shown) as denominator,
    false as hidden, (count(shown) > 0)::int as given, (count(shown) < count(*))::int as withheld
from reading
group by all
union all by name
select measure, date, service, platform, count(*) filter (has) as numerator, count(*) as denominator, false as hidden, 1 as given, 0 as withheld
from (
    select 'alt_text_share' as measure, account, service, platform, post, min((created_at at time zone 'Europe/London')::date) as date, bool_or(has_alt_text) as has from reading where has_alt_text is not null group by all
    union all
    select 'captions_share' as measure, account, service, platform, post, min((created_at at time zone 'Europe/London')::date) as date, bool_or(has_captions) as has from reading where has_captions is not null group by all
)
group by all;
insert into part by name from parts() union all by name from combos();
drop table reading cascade;

-- Levels: the last reading of each item within 7 days of the period's end; a day has its own only. Every period from its days.
create or replace temp view base as
select 'followers' as measure, date, service, null::varchar as area, null::varchar as channel, platform, account as item, followers as numerator, null as denominator,
    false as hidden, (followers is not null)::int as given, 0 as withheld
from account_day
union all by name
select 'followers_peak' as measure, date, service, platform, account as item, case when followers is not null then max(followers) over (partition by account order by date) end as numerator
from account_day
union all by name
select 'contributors_7d' as measure, date, service, platform, account as item, case when count(contributors) over seven >= 5 then sum(contributors) over seven end as numerator
from account_day window seven as (partition by account order by date range between interval 6 days preceding and current row)
union all by name
select 'contributors_28d' as measure, date, service, platform, account as item, case when count(contributors) over twenty_eight >= 20 then sum(contributors) over twenty_eight end as numerator
from account_day window twenty_eight as (partition by account order by date range between interval 27 days preceding and current row)
union all by name
select 'members' as measure, date, service, area, service || area as item, members as numerator from member_day
union all by name
select 'request_backlog' as measure, date, service, area, service || area || channel as item, backlog as numerator from request_day;
insert into part by name select * from parts() where grain = 'day';
insert into part by name from combos();
insert into part by name
select
    measure, grain, period_of(grain, date) as period, case when grain <> 'week' or measure = 'members' then service end as service, area, platform,
    max_by(numerator, (numerator is not null, date)) as numerator, false as hidden, max((numerator is not null)::int) as given, 0 as withheld
from base, (values ('week'), ('month'), ('quarter'), ('financial_year'), ('year')) as grains(grain)
where date > case when period_end(grain, period_of(grain, date)) < date '2026-01-10' then period_end(grain, period_of(grain, date)) else date '2025-12-31' end - 7
    and (grain <> 'week' or measure in ('followers', 'members'))
group by measure, item, grain, period_of(grain, date), service, area, platform;

-- What is counted anew at each level: here only what is asked for and given; the numbers themselves below.
create temp table observation as
select 'accounts_posting' as measure, date, null::varchar as service, platform, account as member, null::bigint as observed from account_day where posts > 0
union all by name
select 'reach_median' as measure, date, platform, reach as observed from account_day
union all by name
select 'days_to_close_p90' as measure, (closed_at at time zone 'Europe/London')::date as date, service, (epoch(closed_at) - epoch(requested_at))::bigint as observed
from read_parquet(files('service_requests')) where closed_at is not null;
create or replace temp view base as
select measure, date, service, null::varchar as area, null::varchar as channel, platform, null::varchar as item, null::bigint as numerator, null::bigint as denominator, false as hidden, count(*) as given, 0 as withheld
from observation group by all;
insert into part by name from parts() union all by name from combos();

-- 3. Rolled up to every level, with the number of combinations in each cell; coarser periods from months, levels from their own.

create temp table spot as
with placed as (
    select
        part.* exclude (service, area, channel, platform, grain), part.grain, level,
        case when contains(level, 'service') then service else 'all' end as service,
        case when contains(level, 'area') then area when contains(level, 'district') then parent else 'all' end as area,
        case when contains(level, 'channel') then channel else 'all' end as channel,
        case when contains(level, 'platform') then platform else 'all' end as platform
    from part
    join (
        select measure, grain, level from published
            join (values ('day', 'day'), ('week', 'week'), ('month', 'month'), ('month', 'quarter'), ('month', 'financial_year'), ('month', 'year')) as grains(base, grain) using (base)
        union
        select measure, 'combos', level from published
    ) as published on published.measure = part.measure and published.grain = part.grain
    left join read_parquet(files('areas')) as areas using (area)
)
select measure, grain, period, level, service, area, channel, platform,
    sum(numerator)::bigint as numerator, sum(denominator)::bigint as denominator, sum(low)::bigint as low, sum(high)::bigint as high,
    bool_or(hidden) as hidden, sum(given)::bigint as given, sum(withheld)::bigint as withheld, sum(combos)::bigint as combos
from placed
group by measure, grain, period, level, service, area, channel, platform;
drop table part;

insert into spot
select measure, coarse, period_of(coarse, period), level, service, area, channel, platform,
    sum(numerator), sum(denominator), sum(low), sum(high), bool_or(hidden), sum(given), sum(withheld), null
from spot join wanted using (measure), (values ('quarter'), ('financial_year'), ('year')) as grains(coarse)
where grain = 'month' and kind <> 'level'
group by measure, coarse, period_of(coarse, period), level, service, area, channel, platform;

-- Different members, and percentiles of all observations, of each cell.
create temp table counted_anew as
select
    measure, grain, period_of(grain, date) as period, level,
    case when level = 'service' then service else 'all' end as service, case when level = 'platform' then platform else 'all' end as platform,
    count(distinct member) as members, count(observed) as observations,
    quantile_disc(observed, 0.5) as median, quantile_disc(observed, 0.9) as p90
from observation
join published using (measure)
join (values ('week', 'week'), ('month', 'month'), ('month', 'quarter'), ('month', 'financial_year'), ('month', 'year')) as grains(base, grain) using (base)
group by all;

create temp table place as
select row_number() over () as place, measure, level, service, area, channel, platform, combos from spot where grain = 'combos';

create temp table held as
select
    place, spot.grain, spot.period,
    case kind when 'distinct' then members when 'percentile' then case when observations >= 20 then case spot.measure when 'reach_median' then median else p90 end end else numerator end as numerator,
    denominator, low, high, hidden, given, withheld, observations
from spot
join wanted using (measure)
join place using (measure, level, service, area, channel, platform)
left join counted_anew on kind in ('distinct', 'percentile') and counted_anew.measure = spot.measure and counted_anew.grain = spot.grain and counted_anew.period = spot.period
    and counted_anew.level = spot.level and counted_anew.service = spot.service and counted_anew.platform = spot.platform
where spot.grain <> 'combos';
drop table spot;

-- 4. On a dense grid, with coverage and status, against other periods.

create temp table period as
with day as (select unnest(generate_series(date '2023-01-01', date '2025-12-31', interval 1 day))::date as day),
spans as (
    select grain, period_of(grain, day) as period, count(*) as delivered, bool_or(day >= date '2025-12-01') as provisional
    from day, (values ('day'), ('week'), ('month'), ('quarter'), ('financial_year'), ('year')) as grains(grain)
    group by all
)
select
    *, period_end(grain, period) >= date '2026-01-10' as open,
    case when period_end(grain, period) < date '2026-01-10' then period_end(grain, period) else date '2025-12-31' end - period + 1 as days,
    case grain
        when 'week' then (period - date_trunc('week', period_of('financial_year', period + 3) + 3)::date) // 7 + 1
        when 'month' then datediff('month', period_of('financial_year', period), period) + 1
        when 'quarter' then datediff('month', period_of('financial_year', period), period) // 3 + 1
        else 1
    end as since_april
from spans;

create type verdict as enum ('ok', 'provisional', 'stale', 'missing', 'not_offered', 'suppressed');

create temp table figures as
with grid as (
    select
        place.place, place.measure, published.level, published.leaf, place.service, place.area, place.channel, place.platform, wanted.kind, wanted.unit, wanted.scale,
        period.grain, period.period, period.since_april,
        held.numerator, held.denominator, held.low, held.high, coalesce(held.hidden, false) as hidden, coalesce(held.given, 0) as given, held.observations,
        place.combos * case when kind = 'level' then 1 else period.days end as asked,
        least(case when silence_is_missing then coalesce(held.given, 0) else place.combos * period.delivered - coalesce(held.withheld, 0) end, asked) as delivered,
        period.open or period.provisional as provisional, period.open and kind <> 'level' and period.days < period_end(period.grain, period.period) - period.period + 1 as part
    from published
    join wanted using (measure)
    join place on place.measure = published.measure and place.level = published.level
    join (values ('day', 'day'), ('week', 'week'), ('month', 'month'), ('month', 'quarter'), ('month', 'financial_year'), ('month', 'year')) as grains(base, grain) using (base)
    join period on period.grain = grains.grain
    left join held on held.place = place.place and held.grain = period.grain and held.period = period.period
),
judged as (
    select
        *, delivered / asked as coverage,
        case when hidden then 'suppressed' when given = 0 and delivered <= 0 or coverage < 0.8 then 'missing'
            when kind = 'percentile' and observations between 1 and 19 then 'suppressed' when provisional then 'provisional' else 'ok' end::verdict as status
    from grid
),
shown as (
    select
        * replace (
            case when status in ('ok', 'provisional') and kind = 'percentile' then numerator when status in ('ok', 'provisional') then coalesce(numerator, 0) end as numerator,
            case when status in ('ok', 'provisional') and kind = 'ratio' then coalesce(denominator, 0) end as denominator,
            case when status = 'suppressed' then low end as low,
            case when status = 'suppressed' then high end as high)
    from judged
),
valued as (
    select
        *,
        case when kind = 'ratio' then numerator / nullif(denominator, 0) else numerator end * scale as value,
        case when unit = 'share' and kind = 'ratio' and denominator > 0 and numerator between 0 and denominator then sqrt(numerator::double * (denominator - numerator) / denominator + 0.9603647) * 1.959963984540054 end as spread
    from shown
)
select
    measure, grain, level, leaf, period, service, area, channel, platform, value, numerator, denominator,
    case when unit = 'visits an hour' and denominator > 0 then case when numerator = 0 then 0 else numerator * pow(1 - 1 / (9.0::double * numerator) - 1.959963984540054 / (3 * sqrt(numerator)), 3) end / denominator
        else case when spread is not null then greatest((numerator + 1.9207294 - spread) / (denominator + 3.8414588), 0) end end as lower,
    case when unit = 'visits an hour' and denominator > 0 then (numerator + 1) * pow(1 - 1 / (9.0::double * (numerator + 1)) + 1.959963984540054 / (3 * sqrt(numerator + 1)), 3) / denominator
        else case when spread is not null then least((numerator + 1.9207294 + spread) / (denominator + 3.8414588), 1) end end as upper,
    low, high, coverage, status,
    case when not part then lag(value) over cell end as previous,
    case when part then null else case grain
        when 'week' then lag(value, 52) over cell
        when 'month' then lag(value, 12) over cell
        when 'quarter' then lag(value, 4) over cell
        when 'financial_year' then lag(value) over cell
        when 'year' then lag(value) over cell
    end end as year_before,
    case when grain in ('day', 'year') or kind not in ('count', 'ratio') or count(numerator) over so_far < since_april then null
        when kind = 'ratio' then sum(numerator) over so_far / nullif(sum(denominator) over so_far, 0) * scale
        else sum(numerator) over so_far * scale end as year_to_date,
    unit
from valued
window
    cell as (partition by place, grain order by period),
    so_far as (partition by place, grain, period_of('financial_year', case when grain = 'week' then period + 3 else period end) order by period);

-- 5. Those made of others.

create temp macro other(of_measure, moved_by) as table
select grain, level, (period + moved_by)::date as period, service, area, channel, platform, value, status, coverage
from figures where measure = of_measure and grain not in ('day', 'week');

insert into figures by name
with made as (
    select 'checkins_per_visit' as measure, 'share' as unit, false as compares, checkins.* exclude (value, status, coverage), checkins.value / nullif(visits.value, 0) as value,
        greatest(checkins.status, coalesce(visits.status, 'missing'::verdict)) as status, least(checkins.coverage, visits.coverage) as coverage
    from other('checkins', interval 0 day) as checkins left join other('visits', interval 0 day) as visits using (grain, level, period, service, area, channel, platform)
    where level in ('service', 'council')
    union all
    select 'contacts_against_last_year', 'share', true, contacts.* exclude (value, status, coverage), contacts.value / nullif(earlier.value, 0) - 1,
        greatest(contacts.status, coalesce(earlier.status, 'missing'::verdict)), least(contacts.coverage, earlier.coverage)
    from other('contacts', interval 0 day) as contacts left join other('contacts', interval 1 year) as earlier using (grain, level, period, service, area, channel, platform)
    where level in ('service', 'channel', 'council')
    union all
    select 'drawdown', 'share', false, followers.* exclude (value, status, coverage), 1 - followers.value / nullif(peak.value, 0), greatest(followers.status, peak.status), least(followers.coverage, peak.coverage)
    from other('followers', interval 0 day) as followers join other('followers_peak', interval 0 day) as peak using (grain, level, period, service, area, channel, platform)
    union all
    select 'momentum', 'log ratio', false, week.* exclude (value, status, coverage), ln((week.value / 7 + 0.5) / (month.value / 28 + 0.5)), greatest(week.status, month.status), least(week.coverage, month.coverage)
    from other('contributors_7d', interval 0 day) as week join other('contributors_28d', interval 0 day) as month using (grain, level, period, service, area, channel, platform)
),
verdict as (
    select * replace (
        case when compares and period_end(grain, period) > date '2025-12-31' then greatest(status, 'missing'::verdict) else status end as status,
        case when status >= 'missing'::verdict or compares and period_end(grain, period) > date '2025-12-31' then null else value end as value)
    from made
)
select
    measure, grain, level, grain = 'month' and level in ('service_platform', case when measure in ('checkins_per_visit', 'contacts_against_last_year') then 'service' end) as leaf,
    period, service, area, channel, platform, value, coverage, case when status < 'missing'::verdict and value is null then 'not_offered' else status end as status,
    case when period_end(grain, period) <= date '2025-12-31' then lag(value) over its end as previous,
    case when period_end(grain, period) <= date '2025-12-31' then case grain when 'month' then lag(value, 12) over its when 'quarter' then lag(value, 4) over its else lag(value) over its end end as year_before,
    unit
from verdict
window its as (partition by measure, grain, level, service, area, channel, platform order by period);

-- 6. Written, in the order they are read in.

create macro leaves(wanted) as table
select
    left(md5(concat_ws('|', measure, grain, level, period, service, area, channel, platform)), 16) as id,
    * exclude (grain, level, leaf, previous, year_before, year_to_date) replace (status::varchar as status), status = 'suppressed' as suppressed,
    timestamptz '2026-01-10 06:00:00+00' as updated, row_number() over () - 1 as ordinal
from (from figures where grain = wanted and leaf order by measure, service, period, area, channel, platform);

copy (from leaves('month')) to (getvariable('outcomes')) (format parquet, compression zstd);
copy (from leaves('week')) to (getvariable('outcomes_weekly')) (format parquet, compression zstd);
copy (from leaves('day')) to (getvariable('outcomes_daily')) (format parquet, compression zstd);
copy (
    select
        left(md5(concat_ws('|', measure, grain, level, period, service, area, channel, platform)), 16) as id,
        * exclude (leaf) replace (status::varchar as status), status = 'suppressed' as suppressed, null::double as target,
        timestamptz '2026-01-10 06:00:00+00' as updated, row_number() over () - 1 as ordinal
    from (from figures where grain <> 'day' order by measure, grain, level, service, period, area, channel, platform)
) to (getvariable('summaries')) (format parquet, compression zstd);
