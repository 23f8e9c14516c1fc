-- What an ordinary council publishes, as hand-made rows: money in pence, rates between 0 and 1, whole thousands, a few hidden figures, areas by code.
create table T as
with rows as (
    select
        i,
        ['online_revenue', 'reply_rate'][1 + i % 2] as measure,
        ['council_tax', 'events', 'housing'][1 + i % 3] as service,
        ['E05011355', 'E05011356', 'place:town-hall', 'St John''s & Høje/North', 'not_broken_down', 'all'][1 + i % 6] as area,
        ['web', 'phone', 'not_broken_down'][1 + (i // 3) % 3] as channel,
        ['all', 'facebook', 'bluesky'][1 + (i // 5) % 3] as platform,
        (date '2021-04-01' + to_months((i // 20)::integer))::date as period,
        i % 23 = 0 as hidden
    from range(1200) as numbers(i)
)
select
    'f' || substr(md5('x' || i), 1, 15) as id,
    period, measure, service, area, channel, platform,
    case when hidden then null when measure = 'reply_rate' then round((i % 97) / 97.0, 4) else i * 12.34 end::double as value,
    case when hidden then null when measure = 'reply_rate' then i % 97 else i * 1234 end::bigint as numerator,
    case when hidden or measure = 'online_revenue' then null else 97 end::bigint as denominator,
    case when measure = 'reply_rate' then 0.01 end::double as lower,
    case when measure = 'reply_rate' then 0.99 end::double as upper,
    null::bigint as low,
    null::bigint as high,
    1.0::double as coverage,
    case when hidden then 'suppressed' else 'ok' end as status,
    hidden as suppressed,
    case when measure = 'reply_rate' then 'share' else 'pounds' end as unit,
    timestamptz '2026-03-01 05:00:00Z' + to_days((i % 9)::integer) as updated,
    row_number() over (order by measure, service, period, area, channel, i) - 1 as ordinal
from rows
order by ordinal;

create table services as
select service, service as title, null::varchar as directorate, null::bigint as lgsl, null::varchar as open311_code, null::boolean as sensitive, row_number() over (order by service) - 1 as ordinal
from (select distinct service from T);

create table calendar as
select d::date as date, isodow(d)::integer as weekday, date_trunc('week', d)::date as week, week(d)::integer as iso_week, isoyear(d)::integer as iso_year,
    date_trunc('month', d)::date as month, month(d)::integer as month_number, date_trunc('quarter', d)::date as quarter, year(d)::integer as year,
    date '2024-04-01' as financial_year, '2024-25' as financial_label, 1 as financial_quarter, 1 as financial_month,
    null::boolean as bank_holiday, null::boolean as school_holiday, null::boolean as pre_election, null::varchar as holiday_name, d::date - date '2024-04-01' as ordinal
from range(date '2024-04-01', date '2024-04-08', interval 1 day) as days(d);
