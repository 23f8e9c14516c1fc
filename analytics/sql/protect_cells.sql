-- The cells of which anything is counted, each with a number that stands for it in every publication (key, told apart by the unit of its counts, $unit;
-- null: ones). Reads cell, held (rolled, with the two parts that are protected) and dominance.
select
    cell,
    level,
    service,
    area,
    channel,
    platform,
    md5_number_lower(concat_ws('|', level, service, area, channel, platform, $unit::varchar)) as key,
    concat_ws(' ', level || ':', nullif(service, 'all'), nullif(area, 'all'), nullif(channel, 'all'), nullif(platform, 'all')) as name
from cell
where cell in (select held.cell from held left join dominance using (grain, period, cell) where one <> 0 or other <> 0 or dominance.total > 0)
order by level, service, area, channel, platform
