-- title: Days within which nine in ten requests are closed
-- why: A mean hides those who wait longest; this is what nine in ten can count on.
-- stage: outcome
-- kind: percentile
-- percentile: 90
-- unit: days
-- better: lower
-- numerator: Time from request to closing (in seconds), of the request that nine in ten do not exceed
-- disclosure: none
-- publish: {month: [[service]]}
-- date_role: closed
-- lookback: all
-- owner: performance@council.example
-- review_by: 2027-04-01

-- By the day closed, so that requests still open do not make it look short. Of fewer than 20 there is no figure.
select
    (closed_at at time zone 'Europe/London')::date as date,
    'day'                       as grain,
    service::varchar            as service,
    null::varchar               as area,
    null::varchar               as channel,
    null::varchar               as platform,
    null::bigint                as numerator,
    null::bigint                as denominator,
    (epoch(closed_at) - epoch(requested_at))::bigint as observation
from service_requests
where closed_at is not null and requested_at is not null and closed_at >= requested_at;
