-- What a derived measure reads of one other: its published values, moved to the period they go into.
-- Parameters: place, earlier, periods (how many periods earlier), year (the same period a year earlier), break_from (of what it reads).
-- A value from the other side of a break in definition is not compared, so not offered.
insert into operand
select
    $place, $earlier, grain, level, level.leaf, goes_into, service, area, channel, platform,
    case when not $earlier or comparable(grain, goes_into, period, $break_from::date) then value end,
    case when not $earlier or comparable(grain, goes_into, period, $break_from::date) then status::status else 'not_offered' end,
    coverage
from (
    select
        *,
        case
            when $year then case grain when 'week' then period + 364 else (period + interval 1 year)::date end
            when $periods = 0 then period
            else case grain
                when 'week' then period + 7 * $periods
                when 'month' then (period + to_months($periods))::date
                when 'quarter' then (period + to_months(3 * $periods))::date
                else (period + to_years($periods))::date
            end
        end as goes_into
    from read_parquet('operand.parquet')
) as read
join level using (grain, level);
