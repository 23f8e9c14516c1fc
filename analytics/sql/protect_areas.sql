-- In which area of each type an area lies. Reads level and placed.
select distinct fine.area, wide.type, coarse.area as above
from (select level, any_value(area) as type from level where area <> 'area' group by level) as wide
join placed as coarse using (level)
join placed as fine on fine.combo = coarse.combo and fine.level = (select min(level) from level where area = 'area')
