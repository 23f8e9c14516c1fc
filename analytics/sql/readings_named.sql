-- The combinations not seen before, and what of a measure's rows is not kept by combination and month. Reads named_now, reading and daily (readings.sql); adds to named,
-- said_by_day and apart. Here 'is_level', 'by_day', 'apart', 'silence_is_missing' and 'together' stand for true or false, and label(...) for a hash of what days are kept apart by.
insert into named
select combo, label(named_now), service, area, channel, platform, item from named_now;

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
