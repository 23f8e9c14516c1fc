-- What a second of handling contacts costs, least and most: an hour of staff time, of the service or of any. Parameters: service (null: all
-- together), to_day; area and from_day are taken and change nothing, as for contact_cost.
select
    coalesce(low, gbp)::double / 3600 as low,
    coalesce(high, gbp)::double / 3600 as high,
    format('at {} prices ({})', price_year, coalesce(origin, 'origin not said')) as basis
from unit_costs
where basis = 'hour' and channel is null and role is null and effective_from <= $to_day::date and (service is null or service = $service::varchar)
    and ($area::varchar is null or true) and ($from_day::date is null or true)
qualify row_number() over (order by service is null, effective_from desc) = 1
