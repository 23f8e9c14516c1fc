-- Reads figure.
select * from figure where grain = 'month' and leaf
order by measure, service, period, area, channel, platform
