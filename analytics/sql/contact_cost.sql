-- What one contact of a slice costs, least and most, by the mix of its channels in a span: the mean over channels of their unit costs. A channel
-- without a cost counts as nothing, so that no saving is made up. Parameters: service and area (null: all together), from_day, to_day.
with mix as (
    select channel, sum(contacts)::double as contacts
    from service_contacts
    where date between $from_day::date and $to_day::date
        and ($service::varchar is null or service = $service::varchar)
        and ($area::varchar is null or area = $area::varchar or area in (select area from ancestor where above = $area::varchar))
    group by channel
),
cost as (
    select channel, coalesce(low, gbp)::double as low, coalesce(high, gbp)::double as high, price_year, coalesce(origin, 'origin not said') as origin
    from unit_costs
    where effective_from <= $to_day::date and basis in ('visit', 'call', 'contact') and (service is null or service = $service::varchar)
    qualify row_number() over (partition by channel order by service is null, effective_from desc) = 1
)
select
    sum(mix.contacts * coalesce(cost.low, 0)) / sum(mix.contacts) as low,
    sum(mix.contacts * coalesce(cost.high, 0)) / sum(mix.contacts) as high,
    string_agg(distinct format('at {} prices ({})', cost.price_year, cost.origin), ' and ') as basis
from mix left join cost using (channel)
having sum(mix.contacts) > 0 and count(cost.channel) > 0
