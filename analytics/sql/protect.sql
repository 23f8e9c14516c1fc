-- What may be shown of every figure. Nothing after this reads rolled.
-- Reads rolled, suppressed (cell, grain, period: figures that are not shown), suppressed_grain (grain: none of its figures is) and
-- protecting (one row: about_people, and of each part the base to whose multiples its counts are rounded; null: it counts nobody); makes protected.
-- Bounds of what was suppressed at source are for measures that are not about people: added up, they would tell what is known beside it.

create or replace temp table protected as
select
    rolled.grain,
    rolled.cell,
    rolled.level,
    rolled.leaf,
    rolled.period,
    rolled.service,
    rolled.area,
    rolled.channel,
    rolled.platform,
    case when not hidden then shown_as(rolled.numerator, numerator_base) end as numerator,
    case when not hidden then shown_as(rolled.denominator, denominator_base) end as denominator,
    case when not about_people then rolled.low end as low,
    case when not about_people then rolled.high end as high,
    rolled.coverage,
    case when hidden then 'suppressed'::status else rolled.status end as status
from (
    select
        rolled.*,
        rolled.status < 'missing'::status and (suppressed.cell is not null or grain in (select grain from suppressed_grain)) as hidden
    from rolled left join suppressed using (grain, cell, period)
    where rolled.grain <> 'day' or rolled.leaf      -- other tables by day only tie weeks to months
) as rolled
cross join protecting;
