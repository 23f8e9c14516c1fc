-- Reads figure. One grain and one level is one run of rows, since readers filter to that.
select * from figure where grain <> 'day'
order by grain, level, service, period, area, channel, platform
