-- Reads calendar, gathered.used_period and moment. Whole April years around the figures, or around today where there are none.
with span as (
    select
        period_of('financial_year', coalesce(min(first_day), any_value(today))) as first_day,
        period_end('financial_year', period_of('financial_year', coalesce(max(last_day), any_value(today)))) as last_day
    from moment left join gathered.used_period on true
),
special_day as (
    select
        date,
        bool_or(kind = 'bank_holiday') as bank_holiday,
        bool_or(kind = 'school_holiday') as school_holiday,
        bool_or(kind = 'pre_election') as pre_election,
        string_agg(distinct name, ', ' order by name) filter (kind = 'bank_holiday') as holiday_name
    from calendar
    where area is null
    group by date
),
known as (
    select
        bool_or(kind = 'bank_holiday') as bank_holiday,
        bool_or(kind = 'school_holiday') as school_holiday,
        bool_or(kind = 'pre_election') as pre_election
    from calendar
)
select
    date,
    isodow(date) as weekday,
    period_of('week', date) as week,
    week(date) as iso_week,
    isoyear(date) as iso_year,
    period_of('month', date) as month,
    month(date) as month_number,
    period_of('quarter', date) as quarter,
    year(date) as year,
    period_of('financial_year', date) as financial_year,
    concat(year(period_of('financial_year', date)), '-', right((year(period_of('financial_year', date)) + 1)::varchar, 2)) as financial_label,
    (month(date) + 8) % 12 // 3 + 1 as financial_quarter,
    (month(date) + 8) % 12 + 1 as financial_month,
    case when known.bank_holiday then coalesce(special_day.bank_holiday, false) end as bank_holiday,
    case when known.school_holiday then coalesce(special_day.school_holiday, false) end as school_holiday,
    case when known.pre_election then coalesce(special_day.pre_election, false) end as pre_election,
    special_day.holiday_name
from (select unnest(generate_series(first_day, last_day, interval 1 day))::date as date from span)
cross join known
left join special_day using (date)
order by date
