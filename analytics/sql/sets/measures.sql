-- Reads fact_measures.
select * from fact_measures order by measure
