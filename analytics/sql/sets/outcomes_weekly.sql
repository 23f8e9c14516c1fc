-- Reads figure.
select * from figure where grain = 'week' and leaf
order by service, period, area, channel, platform
