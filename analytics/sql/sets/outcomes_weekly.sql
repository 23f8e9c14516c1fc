-- Reads figure.
select * from figure where grain = 'week' and leaf
order by measure, service, period, area, channel, platform
