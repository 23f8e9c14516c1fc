-- Reads fact_quality: what this publication found, then what those before it did.
select * from fact_quality order by checked desc, about, name, "check"
