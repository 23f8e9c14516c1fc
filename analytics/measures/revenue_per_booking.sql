-- title: Revenue per booking
-- why: Whether more bookings also bring in more, or the same money from more work.
-- stage: outcome
-- kind: ratio
-- unit: pounds
-- better: neither
-- numerator: Money taken, in pence
-- denominator: Bookings made, whatever their size
-- disclosure: person_count
-- one_is: {numerator: 1000}  # pence
-- publish: {month: [[service, area]]}
-- date_role: booked
-- lookback: 0d
-- owner: performance@council.example
-- review_by: 2027-04-01

-- A booking whose money or number is not known is in neither part. Who paid is not told: a reference may be one order or an activity of many.
-- Where every reference is one order, add 'reference as contributor', so that what one payer dominates is suppressed.
select
    date::date                  as date,
    grain::varchar              as grain,
    service::varchar            as service,
    area::varchar               as area,
    channel::varchar            as channel,
    null::varchar               as platform,
    round(100 * sum(revenue_gbp) filter (where orders is not null))::bigint as numerator,
    sum(orders) filter (where revenue_gbp is not null)::bigint as denominator,
    worst(revenue_gbp_status, orders_status) as status
from service_bookings
group by all;

-- check: fail - no negative number of bookings
select * from result where denominator < 0;
