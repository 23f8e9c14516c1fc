-- The sets that the pages read, over the 1,584,000 rows of feed-rows.sql: Summaries with those as its leaves and its roll-ups beside them. Runs after the contracts and feed-rows.sql.
insert into measures by name
select unnest(['bookings', 'reply_rate']) as measure, unnest(['Bookings', 'Reply rate']) as title, 'Because it matters.' as why, 'outcome' as stage, unnest(['count', 'ratio']) as kind, unnest(['places', 'share']) as unit, 'higher' as better,
    'What was counted' as numerator, unnest([null, 'What was asked']) as denominator, 'event_count' as disclosure, 'as counted' as disclosure_rule, 'no' as additive, unnest(['#,##0', '0.0 %']) as format, 'held' as date_role, 'month: service_area_channel' as published,
    date '2026-03-31' as complete_to, true as headline, 'o@council.example' as owner, date '2027-01-01' as review_by;
insert into services by name select distinct service, concat('Service ', right(service, 2)) as title from leaf union select 'all', 'all';
insert into areas by name select distinct area, concat('Ward ', right(area, 2)) as name from leaf union select 'all', 'all';
insert into channels by name select distinct channel, channel as title from leaf union select 'all', 'all';
insert into platforms by name select 'all' as platform, 'all' as title;

create table rolled as
select measure, period, service, area, channel, 'service_area_channel' as level, value, numerator, denominator, lower, upper, status, suppressed, unit from leaf
union all
select measure, period, coalesce(service, 'all'), coalesce(area, 'all'), coalesce(channel, 'all'),
    case when service is null and area is null and channel is null then 'council' else concat_ws('_', if(service is null, null, 'service'), if(area is null, null, 'area'), if(channel is null, null, 'channel')) end,
    case when measure = 'bookings' then sum(numerator) else sum(numerator) / sum(denominator) end, sum(numerator), case when measure = 'reply_rate' then sum(denominator) end, null, null, 'ok', false, any_value(unit)
from leaf
group by grouping sets ((measure, period), (measure, period, service), (measure, period, service, area), (measure, period, service, channel), (measure, period, area), (measure, period, channel));

insert into summaries by name
select left(md5(concat_ws('|', measure, level, service, area, channel, period)), 16) as id, 'month' as grain, level, period, measure, service, area, channel, 'all' as platform, value, numerator, denominator, lower, upper, 1.0 as coverage, status, suppressed,
    unit, timestamptz '2026-03-01 05:00:00Z' as updated
from rolled
order by measure, grain, level, service, period, area, channel;

insert into objectives by name
select concat('objective-', n) as objective, concat('Objective ', n) as title, 'change' as purpose, if(n % 2 = 0, 'bookings', 'reply_rate') as measure, printf('service-%02d', n) as service, 'all' as area, 0.4 as baseline, 0.9 as target, date '2026-12-31' as target_date,
    'straight' as path, 'month' as grain, date '2026-03-01' as period, 0.6 as value, 0.65 as expected_now, (['red', 'amber', 'green'])[1 + n % 3] as rag, 'r' as rule, 'ok' as status, 'share' as unit, 1 as campaigns, 'o@council.example' as owner
from range(6) as numbers(n);
insert into campaigns by name
select concat('campaign-', n) as campaign, concat('Campaign ', n) as title, 'communication' as kind, concat('objective-', n) as objective, date '2025-06-02' as starts_on, date '2025-08-31' as ends_on, 5000 as cost_gbp, 1 as aims, 'none' as registration from range(8) as numbers(n);
insert into effects by name
select printf('%016d', n) as id, concat('campaign-', n) as campaign, concat('Campaign ', n) as title, 'communication' as kind, 'bookings' as measure, printf('service-%02d', n) as service, 'all' as area, 'all' as audience, 'primary' as role, 'increase' as expected, 1 as judgement,
    false as restated, true as current, 'increased' as verdict, true as intended, (['strong', 'fair', 'limited', 'weak'])[1 + n % 4] as evidence, 'It worked, on this evidence.' as headline, 'f' as finding, 's' as sentence, 'week' as grain, date '2025-06-02' as effect_from, 'places' as unit,
    9 as percent, 4 as percent_low, 15 as percent_high, '2025-26' as family, 8 as family_size, 10 as worth_detecting, 'none' as comparison, 5000 as cost_gbp, 'none' as registration
from range(8) as numbers(n);
insert into freshness by name
select concat('source-', n) as source, 'service_bookings' as dataset, concat('Source ', n) as title, if(n < 2, 'late', 'fresh') as status, date '2026-03-31' as to_date, 1 as lag_days, 1000 as rows, 0 as quarantined from range(14) as numbers(n);
insert into publications by name select unnest(['20260331T050000Z-0000b5e4', '20260401T050000Z-0000b5e5']) as publication, unnest([timestamptz '2026-03-31 05:00:00Z', timestamptz '2026-04-01 05:00:00Z']) as as_of, as_of as created, 10 as rows;
