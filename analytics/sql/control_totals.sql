-- What the rows of one source add up to, beside the totals it tells, for periods that are over. "dataset", "day", "counted" and the rest of the
-- quoted names stand for the dataset's own. A count hidden at source lies between its bounds; a number without bounds is not known.
select
    total.level::varchar as level,
    total.from_date,
    total.to_date,
    concat_ws(', ', concat(total.from_date, ' to ', total.to_date), total.service, total.area, total.channel) as what,
    total.total::double as told,
    coalesce(total.tolerance, 0)::double as tolerance,
    coalesce(sum("counted_low"), 0)::double as low,
    coalesce(sum("counted_high"), 0)::double as high,
    count(given._source) as rows,
    count(given._source) - count("counted_low") as unknown,
    total.origin
from control_totals as total
left join "dataset" as given on given._source = total.source and given."day" >= total.from_date and period_end(given.grain, given."day") <= total.to_date
    and (total.service is null or total.service = "service")
    and (total.area is null or total.area = "area")
    and (total.channel is null or total.channel = "channel")
where total.source = $source and total.dataset = $dataset and total.column_name = $column and total.to_date < (select today from moment)
group by all
order by total.from_date, total.to_date, what
