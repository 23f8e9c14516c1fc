-- The combinations of dimensions a measure has ever shown, and its rows by combination.
-- Reads result and measured (kind).

create or replace temp table shown as
select dense_rank() over (order by service, area, channel, platform, item) as combo, *
from (select service, area, channel, platform, item, grain, min(date) as first_day, max(date) as last_day from result group by all);

create or replace temp table combo as
select distinct combo, service, area, channel, platform, item from shown;

create or replace temp table reading as
select
    result.date,
    result.grain,
    combo.combo,
    result.numerator,
    result.denominator,
    result.low,
    result.high,
    result.status,
    result.status = 'suppressed' as hidden,
    result.status <> 'suppressed' and result.numerator is not null
        and (result.denominator is not null or (select kind <> 'ratio' from measured)) as given
from result
join combo on combo.service = result.service and combo.area = result.area and combo.channel = result.channel
    and combo.platform = result.platform and combo.item is not distinct from result.item;
