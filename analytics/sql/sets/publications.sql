-- Reads fact_publications. The latest first.
select * from fact_publications order by publication desc
