-- Reads channels, special and used.
select channel, coalesce(given.title, special.title, channel) as title, given.digital, given.response_standard_seconds
from (select channel from channels union select member from gathered.used where dimension = 'channel' union select member from special)
left join channels as given using (channel)
left join special on special.member = channel
order by special.rank nulls last, channel
