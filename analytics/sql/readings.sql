-- The combinations of dimensions a measure has ever shown, and what each of its rows says.
-- Reads result and measured (kind).

create or replace temp table shown as
select
    combo,
    grain,
    coalesce(any_value(service), 'not_broken_down') as service,
    coalesce(any_value(area), 'not_broken_down') as area,
    coalesce(any_value(channel), 'not_broken_down') as channel,
    coalesce(any_value(platform), 'not_broken_down') as platform,
    any_value(item) as item,
    min(date) as first_day,
    max(date) as last_day,
    bool_or(status = 'not_offered') as not_offered
from result
group by combo, grain;

create or replace temp table combo as
select combo, service, area, channel, platform, item, bool_or(not_offered) as not_offered from shown group by all;

-- What each row says, and for how many days: a figure or bounds given, a figure withheld, or one not offered.
create or replace temp view reading as
select
    date,
    grain,
    combo,
    case when given then numerator end as numerator,
    case when given then denominator end as denominator,
    case when given or hidden then low end as low,
    case when given or hidden then high end as high,
    hidden and (low is null or high is null) as unbounded,
    case when given or hidden then status end as status,
    case when given or hidden then days_in(grain, date) else 0 end as given,
    case when given or hidden or status = 'not_offered' then 0 else days_in(grain, date) end as withheld,
    case when not given and not hidden and status = 'not_offered' then days_in(grain, date) else 0 end as not_offered
from (
    select
        *,
        status = 'suppressed' as hidden,
        status <> 'suppressed' and numerator is not null
            and (denominator is not null or (select kind <> 'ratio' from measured)) as given
    from result
);
