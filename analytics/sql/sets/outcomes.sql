-- Reads figure.
select * from figure where grain = 'month' and leaf
order by service, period, area, channel, platform
