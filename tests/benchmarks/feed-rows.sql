-- 1,584,000 rows of Outcomes: 2 measures x 40 services x 33 areas x 5 channels x 120 months; some hidden, one measure a share with its interval.
create or replace table outcomes as
with cell as (
    select
        ['bookings', 'reply_rate'][1 + m] as measure,
        printf('service-%02d', s) as service,
        printf('E05%06d', 1000 + a) as area,
        ['email', 'face_to_face', 'phone', 'post', 'web'][1 + c] as channel,
        (date '2016-04-01' + to_months(t::integer))::date as period,
        hash(m, s, a, c, t) as h
    from range(2) as ms(m), range(40) as ss(s), range(33) as areas(a), range(5) as cs(c), range(120) as ts(t)
),
part as (
    select *, h % 29 = 0 as hidden, (h % 9000)::bigint as whole, (100 + h % 400)::bigint as asked, ((h // 7) % 100)::bigint as answered from cell
)
select
    left(md5(concat_ws('|', measure, service, area, channel, period)), 16) as id,
    period, measure, service, area, channel, 'all' as platform,
    case when hidden then null when measure = 'bookings' then whole else answered / asked end::double as value,
    case when hidden then null when measure = 'bookings' then whole else answered end::bigint as numerator,
    case when hidden or measure = 'bookings' then null else asked end::bigint as denominator,
    case when not hidden and measure = 'reply_rate' then answered / asked * 0.9 end::double as lower,
    case when not hidden and measure = 'reply_rate' then answered / asked * 1.1 end::double as upper,
    null::bigint as low, null::bigint as high,
    1 - (h % 5) / 31.0 as coverage,
    case when hidden then 'suppressed' else 'ok' end as status,
    hidden as suppressed,
    case when measure = 'bookings' then 'places' else 'share' end as unit,
    timestamptz '2026-03-01 05:00:00Z' + to_days((h % 90)::integer) as updated,
    row_number() over (order by measure, service, period, area, channel) - 1 as ordinal
from part
order by ordinal;
