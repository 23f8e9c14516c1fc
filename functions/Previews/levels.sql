-- A measure's figures by grain and level: how many there are, and how many are hidden or missing.
select grain, level, count(*) as figures, count(*) filter (suppressed) as hidden, count(*) filter (status = 'missing') as missing, min(period) as first_period, max(period) as last_period
from figures
group by all
order by all
