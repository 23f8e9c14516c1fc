-- The periods a measure has figures for, and in each what is asked of a class and delivered.
-- Reads class, combo_class, level, said, day_said, delivered_day, source_span, delivered_by and moment; makes reach, period and class_period.

create or replace temp table class_day as
select
    day.class,
    day.day,
    case when day.weekly then counted_on('week', period_of('week', day.day)) else day.day end as counted,
    bool_or(delivered_day.day is not null) as delivered,
    bool_or(coalesce(delivered_day.provisional, false)) as provisional
from (
    select class, weekly, unnest(generate_series(asked_from, last_day, interval 1 day))::date as day
    from (
        select
            *,
            greatest(least(period_of('financial_year', first_day), period_of('year', first_day)), opened_on) as asked_from
        from class
    )
    where asked_from <= last_day
) as day
join (select distinct class, unnest(sources) as source from combo_class) as source on source.class = day.class
left join delivered_day on delivered_day.day = day.day and delivered_day.source || '/' || delivered_day.dataset = source.source
group by day.class, day.day, day.weekly;

-- How far what is delivered reaches.
create or replace temp table reach as
select max(source_span.last_day) as reach from source_span join delivered_by using (source, dataset);

-- Periods the measure has figures for: those its sources' coverage reaches into. All their days are asked for, so that a part of a
-- year is not taken for the year; while a period is not over, those up to the last day delivered.
create or replace temp table period as
select grain, period, ends >= today as open, case when ends < today then ends else least(coalesce(reach, ends), today - 1) end as asked_to
from (
    select grain, period, period_end(grain, period) as ends
    from (
        select distinct grain, period_of(grain, day) as period
        from (
            select level.grain, day.counted as day
            from (select distinct counted from class_day cross join reach where counted <= reach) as day
            cross join (select distinct grain from level) as level
            union all
            select level.grain, counted_on(seen.span, seen.period)
            from (select distinct span, period from said union select distinct 'day', period from day_said) as seen
            join (select distinct grain from level) as level on rank_of(seen.span) <= rank_of(base_of(level.grain))
        )
    )
)
cross join reach
cross join moment;

create or replace temp table class_period as
select
    period.grain,
    period.period,
    class.class,
    case when (select kind = 'level' from measured) then bool_or(day.day = period.asked_to)::bigint else count(*) end as asked,
    case when class.absent_zero then count(*) filter (day.delivered) else 0 end as delivered,
    bool_or(day.provisional) as provisional
from (
    select class_day.*, level.grain, period_of(level.grain, class_day.counted) as period
    from class_day
    join class using (class)
    join (select distinct grain from level) as level on base_of(level.grain) = class.base
) as day
join class using (class)
join period on period.grain = day.grain and period.period = day.period and period_end(period.grain, period.period) >= class.first_day
where day.day <= period.asked_to or class.weekly and not period.open
group by period.grain, period.period, class.class, class.absent_zero;
