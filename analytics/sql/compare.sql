-- Figures for reading, and against other periods, from protected parts only.
-- Reads protected, measured (measure, kind, unit, scale, interval_method, break_from) and period; makes figure.

-- What each period is held against, and whether it can be: a period that is not over, of which a part was delivered, would look like a fall beside a
-- whole one. A level has one reading.
create or replace temp table compared as
select
    grain,
    period,
    before,
    year,
    financial_year,
    periods,
    whole and comparable(grain, period, before, break_from) as with_before,
    whole and comparable(grain, period, year, break_from) as with_year,
    comparable(grain, period, financial_year, break_from) as with_financial_year
from (
    select
        grain,
        period,
        period_before(grain, period) as before,
        year_before(grain, period) as year,
        financial_year_of(grain, period) as financial_year,
        periods_since(grain, period) as periods,
        measured.kind = 'level' or coalesce(asked_to >= period_end(grain, period), true) as whole,
        measured.break_from
    from period cross join measured
);

create or replace temp table valued as
with scaled as (
    select
        protected.*,
        measured.scale,
        measured.interval_method as method,
        case measured.kind when 'ratio' then numerator / nullif(denominator, 0) else numerator end * measured.scale as value
    from protected cross join measured
)
select
    * exclude (method),
    case
        when method = 'wilson' and numerator between 0 and denominator and denominator > 0 then wilson_lower(numerator, denominator)
        when method = 'byar' and numerator >= 0 and denominator > 0 then byar_lower(numerator) / denominator
    end * scale as lower,
    case
        when method = 'wilson' and numerator between 0 and denominator and denominator > 0 then wilson_upper(numerator, denominator)
        when method = 'byar' and numerator >= 0 and denominator > 0 then byar_upper(numerator) / denominator
    end * scale as upper
from scaled;

-- Sums from 1 April over a run of periods without a gap or a hidden figure.
create or replace temp table to_date as
select
    grain, cell, period,
    case
        when count(numerator) over so_far < periods then null
        when (select kind from measured) = 'count' then sum(numerator) over so_far * scale
        when (select kind from measured) = 'ratio' then sum(numerator) over so_far / nullif(sum(denominator) over so_far, 0) * scale
    end as year_to_date
from valued join compared using (grain, period)
where grain in ('week', 'month', 'quarter', 'financial_year')
window so_far as (
    partition by grain, cell, financial_year
    order by period
);

create or replace temp table figure as
select
    left(md5(concat_ws('|', measured.measure, this.grain, this.level, this.period, this.service, this.area, this.channel, this.platform)), 16) as id,
    this.grain,
    this.level,
    this.leaf,
    this.period,
    measured.measure,
    this.service,
    this.area,
    this.channel,
    this.platform,
    this.value,
    this.numerator,
    this.denominator,
    this.lower,
    this.upper,
    this.low,
    this.high,
    this.coverage,
    this.status,
    this.status = 'suppressed' as suppressed,
    case when compared.with_before then before.value end as previous,
    case when compared.with_year then year.value end as year_before,
    case when compared.with_financial_year then to_date.year_to_date end as year_to_date,
    null::double as target,
    measured.unit
from valued as this
join compared using (grain, period)
cross join measured
left join valued as before on before.grain = this.grain and before.cell = this.cell and before.period = compared.before
left join valued as year on year.grain = this.grain and year.cell = this.cell and year.period = compared.year
left join to_date on to_date.grain = this.grain and to_date.cell = this.cell and to_date.period = this.period;

insert into gathered.used
select distinct 'service', service from figure
union select distinct 'area', area from figure
union select distinct 'channel', channel from figure
union select distinct 'platform', platform from figure;

insert into gathered.used_period
select min(period), max(period_end(grain, period)) from figure having count(*) > 0;
