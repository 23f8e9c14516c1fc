-- The combinations of dimensions a measure has ever shown, and its rows by combination.
-- Reads result and measured (kind).

create or replace temp table shown as
select dense_rank() over (order by service, area, channel, platform, item) as combo, *
from (select service, area, channel, platform, item, grain, min(date) as first_day, max(date) as last_day from result group by all);

create or replace temp table combo as
select distinct combo, service, area, channel, platform, item from shown;

-- What each row says, and for how many days: a figure or bounds given, a figure withheld, or one not offered.
create or replace temp table reading as
select
    date,
    grain,
    combo,
    case when given then numerator end as numerator,
    case when given then denominator end as denominator,
    case when given or hidden then low end as low,
    case when given or hidden then high end as high,
    hidden,
    hidden and (low is null or high is null) as unbounded,
    case when given then status end as status,
    case when given or hidden then days_in(grain, date) else 0 end as given,
    case when given or hidden or status = 'not_offered' then 0 else days_in(grain, date) end as withheld,
    case when not given and not hidden and status = 'not_offered' then days_in(grain, date) else 0 end as not_offered
from (
    select
        result.*,
        combo.combo,
        result.status = 'suppressed' as hidden,
        result.status <> 'suppressed' and result.numerator is not null
            and (result.denominator is not null or (select kind <> 'ratio' from measured)) as given
    from result
    join combo on combo.service = result.service and combo.area = result.area and combo.channel = result.channel
        and combo.platform = result.platform and combo.item is not distinct from result.item
);
