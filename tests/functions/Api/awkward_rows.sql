-- Rows for the feed's tests: T is set Outcomes. Codes that look like SQL, markup and other alphabets; nulls; whole numbers past 2^53;
-- equal values to tie; instants with microseconds; two services whose names differ in case only.
set timezone = 'UTC';

create table T as
with rows as (
    select
        i,
        ['bookings', 'attendance_rate', 'contacts'][1 + i % 3] as measure,
        ['libraries', 'Libraries', 'parks', 'all', 'waste'][1 + i % 5] as service,
        ['O''Hara & Sons/Städte #1+2%', 'E08000035', '日本 👍 ward', 'a%b_c', '''; drop table outcomes; --', '"quoted" <b>', ' spaced	', 'ÉCOLE', 'all'][1 + i % 9] as area,
        ['web', 'phone', 'face_to_face', 'not_broken_down', 'all'][1 + i % 7 % 5] as channel,
        ['facebook', 'all'][1 + i % 2] as platform,
        (date '2023-01-01' + to_months((i % 36)::integer))::date as period,
        case when i % 7 = 0 then null when i % 11 = 0 then 10.5 else round(i / 9.0, 4) end::double as value,
        case when i % 7 = 0 then null when i % 13 = 0 then 9007199254740992 + i % 3 else i end::bigint as numerator,
        case when i % 4 = 0 then null else i % 50 end::bigint as denominator
    from range(2000) as numbers(i)
)
select
    substr(md5(i::varchar), 1, 16) as id,
    period, measure, service, area, channel, platform, value, numerator, denominator,
    case when denominator > 0 then value - 1 end as lower,
    case when denominator > 0 then value + 1 end as upper,
    case when value is null then 1 end::bigint as low,
    case when value is null then 4 end::bigint as high,
    (i % 20) / 20.0::double as coverage,
    case when value is null then 'suppressed' when i % 10 = 0 then 'provisional' else 'ok' end as status,
    value is null as suppressed,
    'bookings' as unit,
    timestamptz '2026-01-01 00:00:00.123456Z' + to_hours((i % 48)::integer) as updated,
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
from range(date '2024-04-01', date '2025-04-01', interval 1 day) as days(d);
