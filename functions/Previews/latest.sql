-- The latest figures by month, three of each level.
select grain, level, period, service, area, channel, platform, value, numerator, denominator, coverage, status
from figures
where grain = 'month'
qualify row_number() over (partition by level order by period desc, service, area, channel, platform) <= 3
order by level, period desc
limit 20
