-- A measure's figures of the slices that aims are judged on and compared with: one row per slice and day (week, month) that is really known.
-- Reads slice (slice, service, area; null: all together), closing (service, area, date, closed), and of the measure: said, said_by_day, apart, combo, combo_source,
-- source_span, delivered_day and ancestor; makes slice_figure. Nothing here is protected: it never leaves but through a model.

create or replace temp table slice_combo as
select slice.slice, combo.combo, combo.service, combo.area
from slice
join combo on (slice.service is null or combo.service = slice.service)
    and (slice.area is null or combo.area = slice.area
        or exists (from ancestor where ancestor.area = combo.area and ancestor.above = slice.area));

-- What a slice is made of, and what each part weighs in it. Where silence means zero, the day must be delivered; where it means missing, a
-- part that was there before and will be again must have a row.
create or replace temp table slice_part as
select
    slice_combo.slice,
    slice_combo.combo,
    rows.grain,
    rows.weight,
    rows.first_day,
    rows.last_day,
    sources.sources,
    sources.silence_is_zero
from slice_combo
join (
    select combo, grain, coalesce(sum(coalesce(denominator, numerator)) filter (given), 0)::double as weight, min(first_day) as first_day, max(last_day) as last_day
    from said where span = 'month' group by combo, grain
) as rows using (combo)
join (
    select
        combo, grain, string_agg(distinct source || '/' || dataset, ' ' order by source || '/' || dataset) as sources, bool_and(absent_zero) as silence_is_zero
    from combo_source join source_span using (source, dataset)
    group by combo, grain
) as sources using (combo, grain);

create or replace temp table class_delivered as
select distinct class.sources, delivered_day.day
from (select distinct sources, unnest(string_split(sources, ' ')) as source from slice_part) as class
join delivered_day on delivered_day.source || '/' || delivered_day.dataset = class.source;

create or replace temp table slice_frame as
select slice, grain, unnest(generate_series(
    case grain when 'week' then date_trunc('week', first_day) when 'month' then date_trunc('month', first_day) else first_day end::timestamp, last_day::timestamp,
    case grain when 'day' then interval 1 day when 'week' then interval 7 day else interval 1 month end))::date as date
from (
    select slice, grain, min(case when silence_is_zero then delivered.first_day else part.first_day end) as first_day,
        max(case when silence_is_zero then delivered.last_day else part.last_day end) as last_day
    from slice_part as part
    left join (select sources, min(day) as first_day, max(day) as last_day from class_delivered group by sources) as delivered using (sources)
    group by slice, grain
);

create or replace temp table slice_figure as
with classes as (
    select slice, grain, sources, sum(weight) as weight from slice_part where silence_is_zero group by slice, grain, sources
),
undelivered as (
    select frame.slice, frame.grain, frame.date, sum(classes.weight) as weight
    from slice_frame as frame join classes using (slice, grain)
    where not exists (from class_delivered where class_delivered.sources = classes.sources and class_delivered.day = frame.date)
    group by all
),
due as (
    select frame.slice, frame.grain, frame.date, sum(part.weight) as weight
    from slice_frame as frame
    join slice_part as part on part.slice = frame.slice and part.grain = frame.grain and frame.date between part.first_day and part.last_day
    where not part.silence_is_zero
    group by all
),
-- Rows by day are added up by label; those by week and month by combination.
known as (
    select slice, grain, date, sum(numerator) filter (given) as numerator, sum(denominator) filter (given) as denominator
    from (
        select slice, grain, period as date, numerator, denominator, given
        from said_by_day join (
            select distinct slice_combo.slice, combo.label from slice_combo join combo using (combo) semi join slice_part as part on part.slice = slice_combo.slice and part.combo = combo.combo and part.grain = 'day'
        ) using (label)
        union all
        select part.slice, said.grain, said.period, said.numerator, said.denominator, said.given
        from said join slice_part as part on part.combo = said.combo and part.grain = said.grain
        where said.grain <> 'day' and said.span = said.grain
    )
    group by all
),
weighed as (
    select
        slice, grain, date,
        coalesce(sum(weight) filter (given and not silence_is_zero), 0) as came,
        coalesce(sum(weight) filter (not given and silence_is_zero), 0) as withheld
    from (select slice, grain, weight, silence_is_zero, given, unnest(dates) as date from apart join slice_part using (combo, grain))
    group by all
),
given as (
    select slice, grain, date, known.numerator, known.denominator, coalesce(weighed.came, 0) as came, coalesce(weighed.withheld, 0) as withheld
    from known full join weighed using (slice, grain, date)
),
total as (select slice, grain, sum(weight) as weight, bool_or(silence_is_zero) as some_zero from slice_part group by slice, grain),
shut as (
    select place.slice, closing.date
    from (select slice, service, area, count(*) over (partition by slice) as places from (select distinct slice, service, area from slice_combo)) as place
    join closing using (service, area)
    group by place.slice, closing.date
    having bool_and(closing.closed) and count(*) = any_value(place.places)
)
select frame.slice, frame.grain, frame.date, coalesce(given.numerator, 0)::double as numerator, coalesce(given.denominator, 0)::double as denominator
from slice_frame as frame
join total using (slice, grain)
left join undelivered using (slice, grain, date)
left join due using (slice, grain, date)
left join given using (slice, grain, date)
-- A day counts where what did not come weighs next to nothing.
where coalesce(undelivered.weight, 0) + coalesce(due.weight, 0) - coalesce(given.came, 0) + coalesce(given.withheld, 0) <= 0.02 * total.weight
    and (total.some_zero or given.came > 0)
    and not (frame.grain = 'day' and exists (from shut where shut.slice = frame.slice and shut.date = frame.date));
