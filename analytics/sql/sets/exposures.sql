-- Reads exposures and fact_measures.
select
    exposure, exposures.measure, coalesce(exposures.title, exposure) as title, coalesce(exposures.kind, 'other') as kind, coalesce(exposures.headline, false) as headline, url,
    exposures.owner, fact_measures.measure is not null as known
from exposures
left join fact_measures on fact_measures.measure = exposures.measure
where exposure is not null and exposures.measure is not null
order by exposure, exposures.measure
