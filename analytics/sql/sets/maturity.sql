-- Reads maturity_scored.
select
    audience,
    month,
    stage,
    any_value(stage_number) as stage_number,
    any_value(stage_title) as title,
    case when known >= 0.5 then scored end as score,
    known,
    case when known >= 0.5 then 'ok' else 'missing' end as status
from (
    select
        *,
        sum(score * weight) over stage / nullif(sum(weight) filter (score is not null) over stage, 0) as scored,
        coalesce(sum(weight) filter (score is not null) over stage, 0) / sum(weight) over stage as known
    from maturity_scored
    window stage as (partition by audience, month, stage)
)
group by audience, month, stage, scored, known
order by audience, month, stage_number, stage
