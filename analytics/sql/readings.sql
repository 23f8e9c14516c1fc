-- What a measure's rows say, added up as far as every table allows, and the combinations of dimensions they show.
-- Reads result and delivered (which source delivers what); adds to said, said_by_day, named and apart (readings_begin.sql). Here 'is_level',
-- 'is_ratio', 'by_day', 'apart', 'by_source' and 'together' stand for true or false, and label(...) for a hash of what days are kept apart by.

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
select result.combo, result.service, result.area, result.channel, result.platform, result.item, first.never_offered
from result
join (select combo, min(place) as place, bool_and(status = 'not_offered') as never_offered from said_now group by combo) as first on first.place = result.rowid
where result.combo not in (select combo from named);

-- Their sources, where several deliver what is read: days are asked for where a combination's own deliver.
create or replace temp view combo_now as
select combo, coalesce(service, 'not_broken_down') as service, coalesce(area, 'not_broken_down') as area, coalesce(channel, 'not_broken_down') as channel,
    coalesce(platform, 'not_broken_down') as platform, item
from named_now where 'by_source'::boolean;
create or replace temp view shown_now as select distinct combo, grain from said_now semi join combo_now using (combo);
create or replace temp table tied_now as
select combo, hash(list((grain, source, dataset) order by grain, source, dataset)) as sources from sources_of('combo_now', 'shown_now', 'delivered') group by combo;

insert into named
select combo, label(named), service, area, channel, platform, item
from (select named_now.*, tied_now.sources from named_now left join tied_now using (combo)) as named;

-- Rows by day, added up over combinations that every table by day or week, and every effect, has together.
insert into said_by_day
select
    date as period, grain, named.label, status, given,
    count(*) as rows,
    sum(numerator)::bigint as numerator,
    sum(denominator)::bigint as denominator,
    sum(low)::bigint as low,
    sum(high)::bigint as high,
    bool_or(status = 'suppressed'::status and (low is null or high is null)) as unbounded
from daily join (select combo, any_value(label) as label from named group by combo) as named using (combo)
where 'by_day'::boolean and not 'is_level'::boolean
group by all;

-- What effects must know of each combination: the days that gave no figure; where silence means missing, those that did, too. One that was never offered weighs nothing.
insert into apart
select combo, grain, date_trunc('month', case grain when 'week' then date + 3 else date end)::date as month, given, list(date) as dates
from reading where 'apart'::boolean and ('silence_is_missing'::boolean or not given) and not ('together'::boolean and status = 'not_offered')
group by all;
