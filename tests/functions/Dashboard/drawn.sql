-- A town that is drawn, not counted: every status, verdict and kind of chart, and names as nobody would wish them. Every figure is written here by hand.
-- Runs after the contracts of analytics/sets have made their tables. Months are January 2025 to March 2026, 0 to 14.
create macro month_of(n) as (date '2025-01-01' + to_months(n::integer))::date;
create macro hostile() as '<script>alert(1)</script><img src=x onerror=alert(2)>';
create macro turned() as concat('Bury ', chr(8238), 'St Mary'); -- 202E: what follows reads from right to left
create macro endless() as repeat('Llanfairpwll', 84);            -- 1,008 letters without a space
create macro swimmer() as '🏊🏽‍♀️ Pool & "Baths"';

insert into services by name select unnest(['all', 'leisure', 'libraries', 'waste']) as service, unnest(['all', 'Leisure', endless(), hostile()]) as title;
insert into areas by name select unnest(['all', 'unknown', 'E1', 'E2', 'E3', 'E4', 'E5']) as area, unnest(['all', 'unknown', hostile(), turned(), endless(), swimmer(), 'Plain']) as name;
insert into channels by name select unnest(['all', 'web', 'phone', 'face_to_face']) as channel, unnest(['all', 'Online', 'Telephone', 'Face to face']) as title;
insert into platforms by name select unnest(['all', 'facebook', 'x', 'forum']) as platform, unnest(['all', 'Facebook', 'X', 'Forum']) as title;

insert into measures by name
select measure, title, 'Because it matters.' as why, stage, kind, unit, better, numerator, denominator, 'event_count' as disclosure, 'as counted' as disclosure_rule, 'no' as additive, format, 'held' as date_role,
    'month: service_area' as published, date '2026-03-31' as complete_to, break_from, break_note, stage = 'outcome' as headline, 'events@town.example' as owner, date '2027-01-01' as review_by
from (values
    ('bookings', 'Bookings', 'outcome', 'count', 'places', 'higher', 'Places booked', null, '#,##0', date '2025-09-01', hostile()),
    ('reply_rate', 'Reply rate', 'outcome', 'ratio', 'share', 'higher', 'Messages answered', 'Messages', '0.0 %', null, null),
    ('reach_median', 'Reach of an ordinary day', 'output', 'percentile', 'people', 'neither', 'People reached', null, '#,##0', null, null),
    ('link_clicks', 'Clicks on links', 'out_take', 'count', 'clicks', 'neither', 'Clicks', null, '#,##0', null, null),
    ('one_way_share', 'One-way communication', 'output', 'ratio', 'share', 'lower', 'Posts that answer nobody', 'Posts', '0.0 %', null, null)
) as known(measure, title, stage, kind, unit, better, numerator, denominator, format, break_from, break_note);

insert into measures by name
select 'aardvarks' as measure, 'Aardvarks' as title, 'Nobody has counted one.' as why, 'outcome' as stage, 'count' as kind, 'aardvarks' as unit, 'higher' as better, 'Aardvarks' as numerator, 'none' as disclosure, 'as counted' as disclosure_rule, 'yes' as additive,
    '#,##0' as format, 'held' as date_role, 'month: service' as published, true as headline, 'events@town.example' as owner, date '2027-01-01' as review_by;

-- Bookings of leisure: 100, 110 … 240, but hidden in April, missing in June, not offered in August 2025, stale in February and provisional in March 2026.
create table monthly as
select 'bookings' as measure, n, 100 + 10 * n as value, null::bigint as denominator, null::double as lower, null::double as upper,
    case n when 3 then 'suppressed' when 5 then 'missing' when 7 then 'not_offered' when 13 then 'stale' when 14 then 'provisional' else 'ok' end as status
from range(15) as months(n)
union all
select 'reply_rate', n, 0.5 + n / 100, 200, 0.45 + n / 100, 0.55 + n / 100, 'ok' from range(15) as months(n)
union all
select unnest(['reach_median', 'link_clicks']), n, unnest([1000 + 20 * n, 50 + n]), null, null, null, 'ok' from range(15) as months(n)
union all
select 'one_way_share', n, 0.8 - n / 50, 100, null, null, 'ok' from range(15) as months(n);

create table cell as
select measure, n, level, service, 'all' as area, channel, if(measure = 'bookings', value * share, value) as value, denominator, lower, upper, status
from monthly, (values ('council', 'all', 'all', 2), ('service', 'leisure', 'all', 1), ('channel', 'all', 'web', 1)) as spot(level, service, channel, share)
where measure in ('bookings', 'reply_rate') or level = 'council'
union all
select 'bookings', n, 'service_area', 'leisure', area, 'all', value, null, null, null, status
from range(15) as months(n), (values ('E1', 90, 'ok'), ('E2', 60, 'ok'), ('E3', 40, 'ok'), ('E4', null, 'suppressed'), ('E5', 20, 'ok'), ('unknown', 5, 'ok')) as spot(area, value, status)
union all
select 'bookings', n, 'service_channel', 'leisure', 'all', channel, value, null, null, null, status
from range(15) as months(n), (values ('web', 150, 'ok'), ('phone', 65, 'ok'), ('face_to_face', null, 'missing')) as spot(channel, value, status)
union all
select 'bookings', n, 'service', 'waste', 'all', 'all', 7, null, null, null, 'ok' from range(15) as months(n);

insert into summaries by name
select left(md5(concat_ws('|', measure, n, level, service, area, channel)), 16) as id, 'month' as grain, level, month_of(n) as period, measure, service, area, channel, 'all' as platform,
    case when status in ('ok', 'stale', 'provisional') then value end as value,
    case when status in ('ok', 'stale', 'provisional') then round(coalesce(value * denominator, value))::bigint end as numerator, denominator, lower, upper, 1.0 as coverage, status, status = 'suppressed' as suppressed,
    case when n >= 12 and measure = 'bookings' and level = 'service' and service = 'leisure' then 100 + 10 * (n - 12) end as year_before, 'units' as unit, timestamptz '2026-04-01 05:00:00Z' as updated
from cell
order by measure, grain, level, service, period, area, channel;

insert into sign_offs by name
select '1-' || month(period) as sign_off, id as figure, measure, grain, level, period, service, area, channel, platform, 'A. Owner ' || hostile() as signed_by, timestamptz '2026-04-01 23:30:00Z' as signed_at,
    case when period = '2026-02-01' then value else value - 10 end as value, value as value_now, period = '2026-02-01' as holds, case when period = '2026-02-01' then 'Counted at the till' end as note
from summaries
where measure = 'bookings' and level = 'service' and service = 'leisure' and period in ('2026-01-01', '2026-02-01');

insert into objectives by name
select objective, title, 'change' as purpose, measure, service, 'all' as area, baseline, target, date '2026-12-31' as target_date, 'straight' as path, 'month' as grain, period, value, expected_now, rag, 'written by hand' as rule, reason, status, 'places' as unit, 1 as campaigns, 'events@town.example' as owner
from (values
    ('fill', 'Fill the pool', 'bookings', 'leisure', 100, 300, date '2026-03-01', 240, 220, 'green', null, 'provisional'),
    ('answer', turned(), 'reply_rate', 'leisure', 0.5, 0.9, date '2026-03-01', 0.64, 0.75, 'red', null, 'ok'),
    ('bins', 'Missed bins online', null, 'waste', null, null, null, null, null, 'not_judged', 'no data since 28 March', 'missing')
) as known(objective, title, measure, service, baseline, target, period, value, expected_now, rag, reason, status);

insert into campaigns by name
select campaign, title, kind, objective, date '2025-10-06' as starts_on, date '2025-12-28' as ends_on, 1200 as cost_gbp, 1 as aims, registration, case when registration <> 'none' then date '2025-09-01' end as registered_on,
    case when registration <> 'none' then repeat('ab', 32) end as registration_hash, case registration when 'before' then true when 'changed' then false end as registration_kept, case registration when 'changed' then date '2025-11-03' end as changed_on, case registration when 'changed' then 'The window ends later.' end as changes
from (values
    ('swim', 'Book a swim', 'communication', 'fill', 'before'), ('post', hostile(), 'communication', 'answer', 'changed'), ('nudge', endless(), 'communication', null, 'none'),
    ('fee', swimmer(), 'price', null, 'none'), ('gate', turned(), 'closure', null, 'after'), ('late', 'Come back', 'event', null, 'none')
) as known(campaign, title, kind, objective, registration);

insert into effects by name
select campaign as id, campaign, title, kind, measure, service, 'all' as area, 'all' as audience, 'primary' as role, 'increase' as expected, 1 as judgement, false as restated, true as current, verdict, intended, evidence, reason,
    headline, concat(headline, ' ', title, ' did this.') as finding, concat(headline, ' ', title, ' did this. Nothing else.') as sentence, 'week' as grain, date '2025-10-06' as effect_from, date '2025-12-28' as effect_to, 'places' as unit,
    p[1] as percent, p[2] as percent_low, p[3] as percent_high, case when verdict = 'increased' then 0.1 end as placebo_p, 9 as placebo_windows, '2025-26' as family, 6 as family_size, 10 as worth_detecting, 'none' as comparison, 1200 as cost_gbp, 'money as declared; the resource ledger says nothing of it' as cost_basis,
    case when intended then 3.1 end as cost_per_outcome, case when intended then 2.2 end as cost_per_outcome_low, case when intended then 5.4 end as cost_per_outcome_high, registration, registered_on, registration_hash, registration_kept, changed_on, changes
from campaigns join (values
    ('swim', 'bookings', 'leisure', 'increased', true, 'strong', null, 'It worked, on this evidence.', [9, 4, 15]),
    ('post', 'reply_rate', 'leisure', 'decreased', false, 'fair', null, 'It went the wrong way.', [-12, -20, -3]),
    ('nudge', 'bookings', 'waste', 'no_worthwhile_effect', null, 'limited', null, 'No change worth having.', [1, -2, 4]),
    ('fee', 'bookings', 'waste', 'insufficient_evidence', null, 'weak', null, 'We can''t tell.', [3, -20, 30]),
    ('gate', 'bookings', 'waste', 'not_assessed', null, null, 'too little history: 20 weeks, 58 needed', 'Not assessed:', null),
    ('late', 'bookings', 'waste', 'too_early', null, null, null, 'Too early.', null)
) as judged(campaign, measure, service, verdict, intended, evidence, reason, headline, p) using (campaign);

-- Thirty weeks: a saw of 100 and 102, from the 20th week on 110; one week is missing.
insert into effect_series by name
select 'swim' as effect, 'swim' as campaign, 'bookings' as measure, 'leisure' as service, 'all' as area, 'week' as grain, (date '2025-05-19' + to_days((7 * n)::integer))::date as period, true as is_index, 'index' as unit,
    case when n = 8 then null when n >= 20 then 110 else 100 + 2 * (n % 2) end as observed, case when n = 8 then null else 101 end as expected, case when n = 8 then null else 97 end as lower, case when n = 8 then null else 105 end as upper, case when n >= 20 then 1 else 0 end as exposure
from range(30) as weeks(n);
insert into placebos by name
select 'swim' as effect, 'swim' as campaign, 'bookings' as measure, 'leisure' as service, 'all' as area, row_number() over (order by percent, is_campaign) as rank, percent, is_campaign, abs(percent) >= 8 as as_large
from (select unnest([-4, -2, -1, -1, 0, 1, 1, 2, 5]) as percent, false as is_campaign union all select 8, true);

insert into channel_shift by name
select 'leisure' as service, month_of(n) as period, -10 * n as phone_change, -5 as face_change, 12 * n as web_change, case when n = 4 then null else 20.0 * n end as saving_low_gbp, case when n = 4 then null else 31.0 * n end as saving_high_gbp,
    'phone £2.83 a call in 2011 (Socitm 2011)' as basis, case when n = 4 then 'missing' else 'ok' end as status
from range(1, 15) as months(n);

insert into accounts by name
select unnest(['facebook:town', 'forum:town', 'x:town']) as account, unnest(['facebook', 'forum', 'x']) as platform, 'all' as service, 'all' as area, 'external' as audience, unnest(['existing', 'own_built', 'existing']) as hosting, 'active' as lifecycle, unnest([8527, 40, 900]) as members, unnest(['used', 'empty', 'quiet']) as use, hostile() as note;
insert into momentum by name
select account, month_of(n) as period, platform, 'all' as service, 'all' as area, 1000 + n as members, momentum + n / 100 as momentum, 0.01 as change, false as alert, case n when 14 then 'provisional' else 'ok' end as status
from range(10, 15) as months(n), (values ('facebook:town', 'facebook', 0.1), ('forum:town', 'forum', -0.5), ('x:town', 'x', -0.05)) as spot(account, platform, momentum);
insert into maturity by name
select audience, date '2026-03-01' as month, stage, n as stage_number, title, case when audience = 'external' and n <= 4 then score end as score, case when audience = 'external' and n <= 4 then 1 else 0 end as known, case when audience = 'external' and n <= 4 then 'ok' else 'missing' end as status
from (values (1, 'ignorance_and_defiance', 'Ignorance and defiance', 0.0), (2, 'one_way', 'One-way communication', 0.9), (3, 'dialogue', 'Dialogue and conversation', 0.4), (4, 'collective_decisions', 'Collective decision making', 0.1), (5, 'check_in', 'Check-in', null), (6, 'push', 'Push notification', null)) as stages(n, stage, title, score),
    (values ('external'), ('internal')) as audiences(audience);
insert into maturity_evidence by name select 'external' as audience, date '2026-03-01' as month, 'one_way' as stage, 'broadcast' as rule, 'Posts that answer nobody' as title, 0.9 as found, 0.5 as none_at, 1 as full_at, 0.8 as score, 1 as weight;

insert into deprivation by name
select 'bookings' as measure, 'quarter' as grain, period, 'leisure' as service, concat('quintile:', quintile) as area, quintile, value, if(value is null, 'suppressed', status) as status, 1000 as residents, value / 10 as per_1000, if(value = 50, 'under', 'in_line') as reach
from (values (1, 50), (2, 80), (3, null), (4, 100), (5, 120)) as fifths(quintile, value), (values (date '2025-10-01', 'ok'), (date '2026-01-01', 'provisional')) as quarters(period, status);

insert into quality by name
select n::varchar as id, checked, 'source' as about, name, 'Every row is understood' as "check", 'invalid' as kind, 'warn' as level, 'warn' as result, 1 as found, '0 rows' as allowed, hostile() as message
from (values (1, timestamptz '2026-03-31 05:00:00Z', 'mended'), (2, timestamptz '2026-04-01 05:00:00Z', 'orders')) as checks(n, checked, name);

insert into freshness by name
select unnest(['orders', 'telephony']) as source, 'service_bookings' as dataset, unnest(['Orders', hostile()]) as title, unnest(['fresh', 'late']) as status, unnest([date '2026-03-31', date '2026-03-28']) as to_date, 3 as lag_days, 100 as rows, 0 as quarantined;
insert into publications by name select '20260401T050000Z-00000001' as publication, timestamptz '2026-04-01 05:00:00Z' as as_of, timestamptz '2026-04-01 05:00:00Z' as created, 10 as rows;
