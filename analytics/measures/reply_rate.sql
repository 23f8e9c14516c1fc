-- title: Reply rate
-- why: A question asked on social media is a contact like any other; leaving it unanswered sends the resident to the phone.
-- stage: output
-- kind: ratio
-- unit: share
-- better: higher
-- numerator: Messages and comments answered, of those that needed a reply; the team that reads the inbox decides which do
-- denominator: Messages and comments that needed a reply
-- disclosure: event_count
-- publish: {month: [[service, platform]], week: [[platform]], day: [[platform]]}
-- date_role: received
-- lookback: 0d
-- owner: communications@council.example
-- review_by: 2027-04-01

-- Both parts come from rows where both are known, or the numerator's bounds are.
select
    d.date::date                as date,
    d.grain::varchar            as grain,
    case when a.account is null then 'unknown' else a.service end::varchar     as service,
    case when a.account is null then 'unknown' else a.area end::varchar        as area,
    null::varchar               as channel,
    case when a.account is null then 'unknown' else a.platform end::varchar    as platform,
    sum(d.replied) filter (where d.inbound_needing_reply is not null)::bigint          as numerator,
    sum(d.inbound_needing_reply) filter (where d.replied_high is not null)::bigint     as denominator,
    worst(d.replied_status, d.inbound_needing_reply_status)                            as status,
    sum(d.replied_low) filter (where d.inbound_needing_reply is not null)::bigint      as low,
    sum(d.replied_high) filter (where d.inbound_needing_reply is not null)::bigint     as high
from social_account_days d
left join social_accounts a on a.account = d.account
group by all;

-- check: fail - no more replied to than needed a reply
select * from result where numerator > denominator;

-- check: fail - nothing negative
select * from result where numerator < 0 or denominator < 0;
