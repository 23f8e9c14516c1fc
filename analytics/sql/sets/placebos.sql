-- Reads fact_placebos.
select * from fact_placebos order by campaign, measure, service, area, effect, "rank"
