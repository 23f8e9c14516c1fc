-- Reads fact_effect_series.
select * from fact_effect_series order by campaign, measure, service, area, effect, period
