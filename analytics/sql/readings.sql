-- What a measure's rows say, added up as far as every table allows, and the combinations of dimensions they show.
-- Reads result; adds to said (readings_begin.sql) and makes reading, daily and named_now, of which readings_tied.sql and readings_named.sql go on. Here 'is_level'
-- and 'is_ratio' stand for true or false.

-- status tells why there is no figure, or with what doubt there is one; given, whether there is one.
create or replace temp view reading as
select
    date, grain, combo, numerator, denominator, low, high, status, rowid as place, service, area, channel, platform,
    status <> 'suppressed'::status and numerator is not null and (denominator is not null or not 'is_ratio'::boolean) as given
from result;

create or replace temp view weekly as from reading where grain = 'week';
create or replace temp view monthly as from reading where not 'is_level'::boolean or grain = 'month';
create or replace temp view daily as from reading where grain = 'day';

create or replace temp macro said_in(of_span, rows) as table
    select
        of_span as span,
        case when of_span = 'month' then date_trunc('month', case when grain = 'week' then date + 3 else date end)::date else date end as period,
        grain, combo, status, given,
        count(*) as rows,
        sum(numerator)::bigint as numerator,
        sum(denominator)::bigint as denominator,
        sum(low)::bigint as low,
        sum(high)::bigint as high,
        bool_or(status = 'suppressed'::status and (low is null or high is null)) as unbounded,
        min(date) as first_day,
        max(date) as last_day,
        min(place) as place
    from query_table(rows)
    group by all;

-- By combination and month (span month), and rows by week also by week. Rows by day are too many to keep by combination. Of a level the last
-- reading counts: all its rows stay, each in the span of its own grain.
create or replace temp table said_now as
from said_in('month', 'monthly') union all from said_in('week', 'weekly') union all (from said_in('day', 'daily') where 'is_level'::boolean);

insert into said select * exclude (place) from said_now;

-- The dimensions and the item of each combination not seen before, from the first row that shows it.
create or replace temp table named_now as
select result.combo, result.service, result.area, result.channel, result.platform, result.item, first.never_offered, null::ubigint as sources
from result
join (select combo, min(place) as place, bool_and(status = 'not_offered') as never_offered from said_now group by combo) as first on first.place = result.rowid
where result.combo not in (select combo from named);
