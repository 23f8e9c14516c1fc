-- Reads published (contacts, and web_completion_rate where there is one), unit_costs and fact_measures. Only figures as published.
-- Saving = less phone × its cost + less face to face × its cost − more web × (its cost + share that fails × share of those who then call × a call).
-- What is not known is bounded: nobody or everybody who failed calls. Failed visits: the service's own, else one in five (Socitm 2011).
with contact as (
    select service, period, channel, value, status::varchar as status
    from published
    where measure = 'contacts' and grain = 'month' and level = 'service_channel' and channel in ('phone', 'face_to_face', 'web') and service not in ('all', 'unknown')
),
span as (select distinct service, period from contact),
wide as (
    select
        span.service, span.period,
        bool_or(now.channel = 'phone') as has_phone, bool_or(now.channel = 'face_to_face') as has_face, bool_or(now.channel = 'web') as has_web,
        max(now.value - year.value) filter (now.channel = 'phone') as phone,
        max(now.value - year.value) filter (now.channel = 'face_to_face') as face,
        max(now.value - year.value) filter (now.channel = 'web') as web,
        max(case greatest(array_position(['ok', 'provisional', 'stale', 'missing', 'not_offered', 'suppressed'], now.status), array_position(['ok', 'provisional', 'stale', 'missing', 'not_offered', 'suppressed'], coalesce(year.status, 'missing')))
            when 1 then 1 when 2 then 2 when 3 then 3 when 4 then 4 when 5 then 5 else 6 end) as worst
    from span
    join contact now using (service, period)
    left join contact year on year.service = now.service and year.channel = now.channel and year.period = (now.period - interval 1 year)::date
    group by span.service, span.period
    having bool_or(year.channel is not null)
),
failing as (
    select service, period, 1 - value as rate
    from published
    where measure = 'web_completion_rate' and grain = 'month' and level = 'service' and value is not null
),
cost as (
    select wide.service, wide.period, u.channel, arg_max(u.gbp, rank) as gbp, arg_max(coalesce(u.low, u.gbp), rank) as low, arg_max(coalesce(u.high, u.gbp), rank) as high,
        arg_max(concat(u.channel, ' £', round(u.gbp, 2)::decimal(18, 2), ' a ', u.basis, ' in ', u.price_year, ' (', coalesce(u.origin, 'origin not stated'), ')'), rank) as said
    from wide
    join (select *, (effective_from, service is not null) as rank from unit_costs where channel in ('phone', 'face_to_face', 'web') and basis <> 'hour') as u
        on (u.service is null or u.service = wide.service) and u.effective_from <= wide.period
    group by all
),
costed as (
    select
        wide.*,
        coalesce(failing.rate, 0.2) as fail_rate,
        max(cost.low) filter (cost.channel = 'phone')::double as phone_low, max(cost.high) filter (cost.channel = 'phone')::double as phone_high,
        max(cost.low) filter (cost.channel = 'face_to_face')::double as face_low, max(cost.high) filter (cost.channel = 'face_to_face')::double as face_high,
        max(cost.low) filter (cost.channel = 'web')::double as web_low, max(cost.high) filter (cost.channel = 'web')::double as web_high,
        string_agg(cost.said, '; ' order by cost.channel) as basis
    from wide
    left join cost using (service, period)
    left join failing using (service, period)
    group by all
),
part as (
    select
        *,
        case when has_phone then -phone else 0 end as less_phone,
        case when has_face then -face else 0 end as less_face,
        case when has_web then web else 0 end as more_web
    from costed
)
select
    service,
    period,
    phone::bigint as phone_change,
    face::bigint as face_change,
    web::bigint as web_change,
    least(less_phone * phone_low, less_phone * phone_high) + least(less_face * face_low, less_face * face_high)
        - greatest(more_web * web_low, more_web * web_high, more_web * (web_low + fail_rate * phone_low), more_web * (web_high + fail_rate * phone_high)) as saving_low_gbp,
    greatest(less_phone * phone_low, less_phone * phone_high) + greatest(less_face * face_low, less_face * face_high)
        - least(more_web * web_low, more_web * web_high, more_web * (web_low + fail_rate * phone_low), more_web * (web_high + fail_rate * phone_high)) as saving_high_gbp,
    fail_rate as fail_rate_low,
    fail_rate as fail_rate_high,
    0.0 as recontact_low,
    1.0 as recontact_high,
    basis,
    ['ok', 'provisional', 'stale', 'missing', 'not_offered', 'suppressed'][worst] as status
from part
order by service, period
