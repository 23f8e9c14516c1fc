-- title: Members of services
-- why: "Who holds a card or a pass. Having one is not using it: see active_member_share."
-- stage: out_take
-- kind: level
-- unit: people
-- better: neither
-- numerator: Members at the last reading within 7 days, added over services and places
-- disclosure: person_count
-- publish: {month: [[service, area]], week: [[service, area]]}
-- date_role: counted
-- lookback: 7d
-- owner: performance@council.example
-- review_by: 2027-04-01

select
    date::date                  as date,
    grain::varchar              as grain,
    service::varchar            as service,
    area::varchar               as area,
    null::varchar               as channel,
    null::varchar               as platform,
    members::bigint             as numerator,
    null::bigint                as denominator,
    concat_ws('|', coalesce(service, '-'), coalesce(area, '-'), _source) as item,
    members_status              as status,
    members_low::bigint         as low,
    members_high::bigint        as high
from service_members;

-- check: fail - no fewer than no members
select * from result where numerator < 0;
