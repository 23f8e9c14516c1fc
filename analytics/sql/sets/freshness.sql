-- Reads fact_sources (source, dataset, title, removed, rows, credential, credential_ends), fact_datasets (dataset, about_people), fact_runs, coverage, source_span and moment.
with last_run as (
    select
        source,
        max(finished) filter (status in ('succeeded', 'unchanged')) as last_success,
        max_by(status, started) filter (status <> 'running') as status,
        max_by(quarantined + mapped_quarantined, started) filter (status = 'succeeded') as quarantined,
        max_by(message, started) filter (status <> 'running') as message
    from fact_runs
    group by source
),
due as (select source, max(due_by) as due_by from coverage group by source)
select
    source.source,
    source.dataset,
    source.title,
    case
        when source.removed then 'removed'
        when last_run.status = 'failed' then 'failed'
        when last_run.status is null and source.rows = 0 then 'never_run'
        when due.due_by is null then 'unscheduled'
        when due.due_by < moment.today then 'late'
        when due.due_by = moment.today then 'due'
        else 'fresh'
    end as status,
    last_run.last_success,
    source_span.first_day as from_date,
    source_span.last_day as to_date,
    moment.today - source_span.last_day as lag_days,
    rows_shown(source.rows, about_people) as "rows",
    rows_shown(last_run.quarantined, about_people) as quarantined,
    due.due_by,
    case
        when last_run.status = 'failed' then last_run.message
        when source.credential_ends < moment.today then 'The credential ended on ' || source.credential_ends || ': renew ' || source.credential || '.'
        when source.credential_ends <= moment.today + 14 then 'The credential ends on ' || source.credential_ends || ': renew ' || source.credential || ' before.'
    end as message
from fact_sources as source
cross join moment
left join fact_datasets using (dataset)
left join last_run using (source)
left join due using (source)
left join source_span using (source, dataset)
order by source.source
