-- Members and periods of figures that are kept. Reads kept.
insert into gathered.used
select distinct 'service', service from kept
union select distinct 'area', area from kept
union select distinct 'channel', channel from kept
union select distinct 'platform', platform from kept;

insert into gathered.used_period select min(period), max(period) from kept having count(*) > 0;
