-- For which sources and columns totals are told, by what they are broken down, and what is wrong with how they are told. Reads control_totals.
select
    source,
    dataset,
    coalesce(column_name, '') as counted,
    count(*) filter (total is null) as without_total,
    count(*) filter (tolerance < 0) as negative,
    count(*) filter (to_date < from_date) as backwards,
    bool_or(service is not null) as by_service,
    bool_or(area is not null) as by_area,
    bool_or(channel is not null) as by_channel
from control_totals
where source is not null and dataset is not null
group by all
order by all
