-- What the rows of a measure say, and how it is added up by combination. Reads result and measured (kind); makes reading, its parts by
-- grain, and the macro said_in.

-- status tells why there is no figure, or with what doubt there is one; given, whether there is one.
create or replace temp view reading as
select
    date, grain, combo, numerator, denominator, low, high, status, rowid as place,
    status <> 'suppressed' and numerator is not null and (denominator is not null or (select kind <> 'ratio' from measured)) as given
from result;

create or replace temp view weekly as from reading where grain = 'week';
create or replace temp view monthly as from reading where grain = 'month';
create or replace temp view daily as from reading where grain = 'day';

create or replace temp macro said_in(of_span, rows) as table
    select
        of_span as span,
        case when of_span = 'month' then date_trunc('month', counted_on(grain, date))::date else date end as period,
        grain, combo, status, given,
        count(*) as rows,
        sum(numerator)::bigint as numerator,
        sum(denominator)::bigint as denominator,
        sum(low)::bigint as low,
        sum(high)::bigint as high,
        coalesce(bool_or(low is null or high is null) filter (status = 'suppressed'), false) as unbounded,
        min(date) as first_day,
        max(date) as last_day,
        min(place) as place
    from query_table(rows)
    group by all;
