-- Reads figure.
select * from figure where grain = 'day' and leaf
order by measure, service, period, area, channel, platform
