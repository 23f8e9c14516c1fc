-- Reads fact_associations. The strongest first.
select * from fact_associations order by adjusted_p, measure, service, activity, lag
