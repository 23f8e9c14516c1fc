-- Reads fact_effects.
select * from fact_effects order by campaign, measure, service, area, audience, judgement
