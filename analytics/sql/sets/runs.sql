-- Reads fact_runs. The latest first.
select * from fact_runs order by started desc, id
