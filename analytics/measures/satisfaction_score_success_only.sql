-- title: Satisfaction score, asked of those only who succeeded
-- why: The same answers as the share of satisfied users, with every step of the scale counted; the two are never compared.
-- stage: outcome
-- kind: ratio
-- unit: score
-- better: higher
-- numerator: "Points of all answers: 0 for very dissatisfied to 4 for very satisfied"
-- denominator: Answers × 4, the most points there could be
-- disclosure: event_count
-- one_is: {numerator: 4, denominator: 4}   # points: an answer is 4 of the most there could be
-- publish: {month: [[service, channel]], week: [[service]]}
-- date_role: started
-- lookback: 0d
-- owner: performance@council.example
-- review_by: 2027-04-01

-- GOV.UK Performance Platform: Σ (k − 1) · r_k ÷ 4 · Σ r_k, from 0 to 1. All five numbers come from the same rows. Only those who got to
-- the end were asked, so it flatters the service and is not comparable with satisfaction measured at every end.
select
    date::date                  as date,
    grain::varchar              as grain,
    service::varchar            as service,
    null::varchar               as area,
    channel::varchar            as channel,
    null::varchar               as platform,
    sum(0 * rating_1 + rating_2 + 2 * rating_3 + 3 * rating_4 + 4 * rating_5)::bigint as numerator,
    sum(4 * (rating_1 + rating_2 + rating_3 + rating_4 + rating_5))::bigint as denominator,
    worst(rating_1_status, rating_2_status, rating_3_status, rating_4_status, rating_5_status) as status
from service_transactions
where feedback_asked_at = 'success_only'
group by all;

-- check: fail - no more points than possible
select * from result where numerator > denominator;

-- check: fail - nothing negative
select * from result where numerator < 0 or denominator < 0;
