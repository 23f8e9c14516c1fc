-- title: Social messages answered in time
-- why: The council's own standard, of all that needed an answer and not only of those that got one.
-- stage: outcome
-- kind: ratio
-- unit: share
-- better: higher
-- numerator: Messages answered inside the standard
-- denominator: Messages that needed a reply
-- disclosure: event_count
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
    sum(d.replied_in_standard) filter (where d.inbound_needing_reply is not null)::bigint as numerator,
    sum(d.inbound_needing_reply) filter (where d.replied_in_standard is not null)::bigint as denominator,
    worst(d.replied_in_standard_status, d.inbound_needing_reply_status) as status
from social_account_days d
left join social_accounts a on a.account = d.account
group by all;

-- check: fail - no more answered in time than needed an answer
select * from result where numerator > denominator;

-- check: fail - nothing negative
select * from result where numerator < 0 or denominator < 0;
