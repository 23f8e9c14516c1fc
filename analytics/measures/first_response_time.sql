-- title: Time to first answer on social media
-- why: People who ask in public wait in public; the same clock as for phone and e-mail.
-- stage: output
-- kind: ratio
-- unit: minutes
-- better: lower
-- numerator: Seconds from message to first answer, added over those answered
-- denominator: Messages answered
-- disclosure: event_count
-- one_is: {numerator: 3600}  # seconds
-- publish: {month: [[service, platform]], week: [[platform]]}
-- date_role: received
-- lookback: 0d
-- owner: communications@council.example
-- review_by: 2027-04-01

-- Both parts come from rows where both are known.
select
    d.date::date                as date,
    d.grain::varchar            as grain,
    case when a.account is null then 'unknown' else a.service end::varchar     as service,
    case when a.account is null then 'unknown' else a.area end::varchar        as area,
    null::varchar                                                              as channel,
    case when a.account is null then 'unknown' else a.platform end::varchar    as platform,
    sum(d.first_response_seconds_total) filter (where d.replied is not null)::bigint as numerator,
    sum(d.replied) filter (where d.first_response_seconds_total is not null)::bigint as denominator,
    worst(d.first_response_seconds_total_status, d.replied_status) as status
from social_account_days d
left join social_accounts a on a.account = d.account
group by all;

-- check: fail - nothing negative
select * from result where numerator < 0 or denominator < 0;
