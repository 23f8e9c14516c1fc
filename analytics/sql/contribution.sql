-- The rows of a measure that says whose each part of its numerator is: by contributor, and added up. Here normalised stands for the measure's
-- SELECT; makes contribution (as result, and contributor: null is one nobody knows, so that all that is his counts as one's) and result.
create or replace temp table contribution as from normalised;

create temp table result as
select
    combo, date, grain, service, area, channel, platform,
    sum(numerator)::bigint as numerator,
    sum(denominator)::bigint as denominator,
    item,
    status,
    case when count(low) = count(*) then sum(low) end::bigint as low,
    case when count(high) = count(*) then sum(high) end::bigint as high
from contribution
group by all;
