-- title: People at meetings
-- why: Who came to be heard, in a hall or by video; people are counted anew at each meeting.
-- stage: outcome
-- kind: count
-- unit: people
-- better: higher
-- numerator: People who came to meetings, counted at each
-- disclosure: person_count
-- publish: {month: [[platform]]}
-- date_role: held
-- lookback: 0d
-- owner: performance@council.example
-- review_by: 2027-04-01

select
    date::date                  as date,
    grain::varchar              as grain,
    null::varchar               as service,
    null::varchar               as area,
    null::varchar               as channel,
    platform::varchar           as platform,
    sum(attendees)::bigint as numerator,
    null::bigint as denominator,
    attendees_status as status,       -- grouped by: what is known, missing and suppressed stay apart
    sum(attendees_low)::bigint as low,
    case when count(*) = count(attendees_high) then sum(attendees_high) end::bigint as high
from participation
group by all;

-- check: fail - nothing negative
select * from result where numerator < 0;
