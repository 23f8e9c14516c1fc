-- Statistics and steps between periods.

-- Wilson score interval of a share, 95 %: E. B. Wilson, JASA 22 (1927) 209–212; z = 1.959964.
create or replace temp macro wilson_lower(n, d) as
    greatest((n + 1.9207294 - 1.959963984540054 * sqrt(n::double * (d - n) / d + 0.9603647)) / (d + 3.8414588), 0);
create or replace temp macro wilson_upper(n, d) as
    least((n + 1.9207294 + 1.959963984540054 * sqrt(n::double * (d - n) / d + 0.9603647)) / (d + 3.8414588), 1);

-- Byar's interval of a count, 95 %: Breslow and Day, Statistical Methods in Cancer Research II (1987) 69.
create or replace temp macro byar_lower(n) as
    case when n = 0 then 0 else n * pow(1 - 1 / (9.0::double * n) - 1.959963984540054 / (3 * sqrt(n)), 3) end;
create or replace temp macro byar_upper(n) as
    (n + 1) * pow(1 - 1 / (9.0::double * (n + 1)) + 1.959963984540054 / (3 * sqrt(n + 1)), 3);

create or replace temp macro period_before(grain, period) as case grain
    when 'day' then period - 1
    when 'week' then period - 7
    when 'month' then (period - interval 1 month)::date
    when 'quarter' then (period - interval 3 month)::date
    else (period - interval 1 year)::date
end;

-- A week is compared with the one 52 weeks before, which has the same days; 29 February has no year before.
create or replace temp macro year_before(grain, period) as case
    when grain = 'week' then period - 364
    when month(period) = 2 and day(period) = 29 then null
    else (period - interval 1 year)::date
end;

create or replace temp macro financial_year_of(grain, period) as period_of('financial_year', counted_on(grain, period));

-- How many periods of the financial year end with this one.
create or replace temp macro periods_since(grain, period) as case grain
    when 'week' then (period - date_trunc('week', financial_year_of(grain, period) + 3)::date) // 7 + 1
    when 'month' then datediff('month', financial_year_of(grain, period), period) + 1
    when 'quarter' then datediff('month', financial_year_of(grain, period), period) // 3 + 1
    else 1
end;

-- Figures from both sides of a break in definition are not compared; nor are those of a period that the break falls in.
create or replace temp macro comparable(grain, period, other, break_from) as
    break_from is null or break_from > period_end(grain, period) or break_from <= other;

-- A count as it is shown: the nearest multiple of an odd base; null: as it is.
create or replace temp macro shown_as(n, base) as case when base is null then n else (n + base // 2) // base * base end::bigint;

-- A number of rows as it is told: where they are about people as a count would be, but never hidden; 1 to 7 are told as 5.
create or replace temp macro rows_shown(n, about_people) as case when not coalesce(about_people, true) or n = 0 then n when n < 8 then 5 else shown_as(n, 5) end;
