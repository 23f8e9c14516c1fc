-- What the rows of a measure say, added up as far as every table allows, and the combinations of dimensions they show.
-- Reads result and measured (kind); makes said, named and combo.

-- status tells why there is no figure, or with what doubt there is one; given, whether there is one.
create or replace temp view reading as
select
    date, grain, combo, numerator, denominator, low, high, status, rowid as place,
    status <> 'suppressed' and numerator is not null and (denominator is not null or (select kind <> 'ratio' from measured)) as given
from result;

-- By combination and month (span month), and rows by week also by week. Rows by day are too many to keep by combination: day_said.sql adds
-- them up by unit. Of a level the last reading counts: all its rows stay, each in the span of its own grain.
create or replace temp macro said_in(wanted) as table
    select
        wanted as span,
        case when wanted = 'month' then date_trunc('month', counted_on(grain, date))::date else date end as period,
        grain, combo, status, given,
        count(*) as rows,
        sum(numerator)::bigint as numerator,
        sum(denominator)::bigint as denominator,
        sum(low)::bigint as low,
        sum(high)::bigint as high,
        coalesce(bool_or(low is null or high is null) filter (status = 'suppressed'), false) as unbounded,
        min(place) as place
    from reading
    where case when (select kind = 'level' from measured) then grain = wanted else wanted = 'month' or wanted = 'week' and grain = 'week' end
    group by all;

create or replace temp table said as
from said_in('month') union all from said_in('week') union all (from said_in('day') where (select kind = 'level' from measured));

-- The dimensions and the item of each combination, from the first row that shows it.
create or replace temp table named as
select result.combo, result.service, result.area, result.channel, result.platform, result.item
from result join (select combo, min(place) as place from said group by combo) as first on first.place = result.rowid;

create or replace temp table combo as
select
    combo,
    coalesce(any_value(service), 'not_broken_down') as service,
    coalesce(any_value(area), 'not_broken_down') as area,
    coalesce(any_value(channel), 'not_broken_down') as channel,
    coalesce(any_value(platform), 'not_broken_down') as platform,
    any_value(item) as item,
    bool_or(said.status = 'not_offered') as not_offered
from said join named using (combo)
group by combo;

create or replace temp table shown as select distinct combo, grain from said;
