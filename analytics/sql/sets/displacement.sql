-- Reads campaigns, campaign_aims, published and moment. Only figures as published; association, never effect, and never netted.
with aim as (
    select c.campaign, c.starts_on, c.ends_on, a.measure, coalesce(a.service, 'all') as service, a.area
    from campaigns c
    join campaign_aims a using (campaign)
    where coalesce(a.role, 'primary') = 'primary' and c.starts_on is not null and c.ends_on is not null and a.measure is not null
),
wanted as (
    -- Other places, other channels, and what must not get worse: the months the campaign ran in.
    select aim.campaign, aim.measure, aim.service, kind, member, f.period, f.value, f.status::varchar as status, year.value as usual, year.status::varchar as usual_status, true as over
    from aim
    join published f on f.grain = 'month' and f.period between date_trunc('month', aim.starts_on) and aim.ends_on
    cross join lateral (
        select 'area' as kind, f.area as member where f.measure = aim.measure and f.service = aim.service and f.level = case when aim.service = 'all' then 'area' else 'service_area' end
            and aim.area is not null and f.area not in (aim.area, 'unknown', 'other', 'not_broken_down')
        union all
        select 'channel', f.channel where f.measure = aim.measure and f.service = aim.service and f.level = case when aim.service = 'all' then 'channel' else 'service_channel' end
            and f.channel not in ('unknown', 'not_broken_down')
        union all
        select 'guardrail', f.channel where f.measure = 'contacts' and f.service = aim.service and f.level = case when aim.service = 'all' then 'channel' else 'service_channel' end
            and f.channel in ('phone', 'face_to_face')
    ) as beside
    left join published year on year.grain = f.grain and year.level = f.level and year.measure = f.measure and year.service = f.service and year.area = f.area
        and year.channel = f.channel and year.platform = f.platform and year.period = (f.period - interval 1 year)::date
    union all
    -- Four whole weeks before, and weeks 1 to 4 and 5 to 12 after: what was brought forward, and what lasts.
    select aim.campaign, aim.measure, aim.service, span.kind, span.member, f.period, f.value, f.status::varchar, year.value, year.status::varchar, span.until <= moment.today
    from aim
    cross join moment
    cross join lateral (values
        ('before', 'weeks_1_4_before', date_trunc('week', aim.starts_on)::date - 28, date_trunc('week', aim.starts_on)::date),
        ('after', 'weeks_1_4', date_trunc('week', aim.ends_on)::date + 7, date_trunc('week', aim.ends_on)::date + 35),
        ('after', 'weeks_5_12', date_trunc('week', aim.ends_on)::date + 35, date_trunc('week', aim.ends_on)::date + 91)) as span(kind, member, since, until)
    left join published f on f.grain = 'week' and f.measure = aim.measure and f.service = aim.service and f.level = case when aim.service = 'all' then 'council' else 'service' end
        and f.area = 'all' and f.channel = 'all' and f.platform = 'all' and f.period >= span.since and f.period < span.until
    left join published year on year.grain = f.grain and year.level = f.level and year.measure = f.measure and year.service = f.service and year.area = f.area
        and year.channel = f.channel and year.platform = f.platform and year.period = f.period - 364
)
select
    campaign,
    measure,
    any_value(service) as service,
    kind,
    member,
    count(value) filter (usual is not null) as periods,
    case when bool_and(over) then avg(value) filter (usual is not null) end as observed,
    case when bool_and(over) then avg(usual) filter (usual is not null) end as usual,
    case when bool_and(over) then avg(value) filter (usual is not null) / nullif(avg(usual) filter (usual is not null), 0) - 1 end as change,
    case
        when not bool_and(over) then 'too_early'
        when bool_or('suppressed' in (status, usual_status)) then 'suppressed'
        when count(value) filter (usual is not null) = 0 then 'missing'
        else 'ok'
    end as status,
    case kind
        when 'area' then 'A place the campaign was not for: a fall here may be people who went elsewhere.'
        when 'channel' then 'Whether people came by another way instead.'
        when 'guardrail' then 'What must not get worse: phone and face to face.'
        when 'before' then 'A fall just before may be people who waited for it.'
        else 'Whether it lasts, or was only brought forward.'
    end as note
from wanted
group by campaign, measure, kind, member
order by campaign, measure, kind, member
