-- Reads platforms, special and used.
select platform, coalesce(given.title, special.title, platform) as title, given.kind, given.lifecycle, given.retired_on
from (select platform from platforms union select member from gathered.used where dimension = 'platform' union select member from special)
left join platforms as given using (platform)
left join special on special.member = platform
order by special.rank nulls last, platform
