-- A campaign's judgements, the aim itself first.
select effects.*, coalesce(measures.title, effects.measure) as measure_title, coalesce(measures.stage::varchar, 'outcome') as stage
from effects left join measures using (measure)
where effects.campaign = $campaign
order by case effects.role when 'primary' then 1 when 'secondary' then 2 else 3 end, effects.measure, effects.service, effects.area, effects.audience, effects.judgement
