-- Reads figure.
select * from figure where grain = 'day' and leaf
order by service, period, area, channel, platform
