-- When accounts were open: each, and all those with the same dimensions together.
create or replace temp table account_span as
select account, null::varchar as service, null::varchar as area, null::varchar as platform, opened_on, closed_on
from social_accounts
union all
select
    null,
    coalesce(service, 'not_broken_down'),
    coalesce(area, 'not_broken_down'),
    coalesce(platform, 'not_broken_down'),
    case when count(*) = count(opened_on) then min(opened_on) end,
    case when count(*) = count(closed_on) then max(closed_on) end
from social_accounts
group by service, area, platform;
