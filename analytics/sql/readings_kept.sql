-- What a measure's rows say, as it is kept for the next publication: every row with the month its source rows count in. Reads said,
-- said_by_day, named, apart and made_from (month, hash: what the rows of a month were made from; offending: for how many each check does not hold).
select 'said' as part, date_trunc('month', case span when 'week' then period + 3 else period end)::date as month, * from said
union all by name
select 'said_by_day' as part, date_trunc('month', period)::date as month, * from said_by_day
union all by name
select 'apart' as part, * from apart
union all by name
select 'named' as part, null::date as month, * from named
union all by name
select 'made_from' as part, month, hash, offending from made_from
