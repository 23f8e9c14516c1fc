-- title: Satisfied users, asked at every end
-- why: What people say of a service they have just used; one of the four service KPIs.
-- stage: outcome
-- kind: ratio
-- unit: share
-- better: higher
-- numerator: Answers satisfied and very satisfied
-- denominator: Answers of all five kinds
-- disclosure: event_count
-- publish: {month: [[service, channel]], week: [[service]]}
-- date_role: started
-- lookback: 0d
-- owner: performance@council.example
-- review_by: 2027-04-01

-- GOV.UK Service Manual. All five numbers come from the same rows.
select
    date::date                  as date,
    grain::varchar              as grain,
    service::varchar            as service,
    null::varchar               as area,
    channel::varchar            as channel,
    null::varchar               as platform,
    sum(rating_4 + rating_5) filter (where rating_1 + rating_2 + rating_3 is not null)::bigint as numerator,
    sum(rating_1 + rating_2 + rating_3 + rating_4 + rating_5)::bigint as denominator,
    worst(rating_1_status, rating_2_status, rating_3_status, rating_4_status, rating_5_status) as status
from service_transactions
where feedback_asked_at = 'all_ends'
group by all;

-- check: fail - no more satisfied than answered
select * from result where numerator > denominator;

-- check: fail - nothing negative
select * from result where numerator < 0 or denominator < 0;
