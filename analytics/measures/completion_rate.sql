-- title: Completion rate
-- why: How many of those who start get to an end; the others turn to the phone or give up. One of the four service KPIs.
-- stage: outcome
-- kind: ratio
-- unit: share
-- better: higher
-- numerator: Transactions completed, and those that ended with not eligible, which is an answer
-- denominator: Transactions started
-- disclosure: event_count
-- publish: {month: [[service, channel]], week: [[service]]}
-- date_role: started
-- lookback: 0d
-- owner: performance@council.example
-- review_by: 2027-04-01

-- Government Digital Service, 2015: every valid end counts, also the answer that someone is not eligible. Both parts come from the same
-- rows.
select
    date::date                  as date,
    grain::varchar              as grain,
    service::varchar            as service,
    null::varchar               as area,
    channel::varchar            as channel,
    null::varchar               as platform,
    sum(completed + case when ineligible_status = 'not_offered' then 0 else ineligible end) filter (where started is not null)::bigint as numerator,
    sum(started) filter (where completed is not null and (ineligible is not null or ineligible_status = 'not_offered'))::bigint as denominator,
    worst(completed_status, started_status, nullif(ineligible_status, 'not_offered')) as status
from service_transactions
group by all;

-- check: warn - no more ended than started
select * from result where numerator > denominator;

-- check: fail - nothing negative
select * from result where numerator < 0 or denominator < 0;
