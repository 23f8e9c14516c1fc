-- Figures of a derived measure. Reads wide: the values it is made of, one row a cell and period.
-- Parameters: measure, unit, places (how many values it needs), complete_to (day to which all it reads are whole), compares (whether it
-- reads earlier periods: a period that is not over is then not compared with whole ones).

create or replace temp table valued as
select
    *,
    case when verdict < 'missing'::status then case when isfinite(made) then made end end as value
from (
    select
        *,
        try(('expression')::double) as made,
        greatest(status, case when places < $places or ($compares and period_end(grain, period) > $complete_to::date) then 'missing'::status end) as verdict
    from wide
);

create or replace temp table figure as
select
    left(md5(concat_ws('|', $measure::varchar, this.grain, this.level, this.period, this.service, this.area, this.channel, this.platform)), 16) as id,
    this.grain,
    this.level,
    this.leaf,
    this.period,
    $measure::varchar as measure,
    this.service,
    this.area,
    this.channel,
    this.platform,
    this.value,
    null::bigint as numerator,
    null::bigint as denominator,
    null::double as lower,
    null::double as upper,
    null::bigint as low,
    null::bigint as high,
    this.coverage,
    case when this.verdict < 'missing'::status and this.value is null then 'not_offered'::status else this.verdict end as status,
    this.verdict = 'suppressed' as suppressed,
    case when period_end(this.grain, this.period) <= $complete_to::date then before.value end as previous,
    case when period_end(this.grain, this.period) <= $complete_to::date then year.value end as year_before,
    null::double as year_to_date,
    null::double as target,
    $unit::varchar as unit
from valued as this
left join valued as before on before.grain = this.grain and before.level = this.level and before.service = this.service and before.area = this.area
    and before.channel = this.channel and before.platform = this.platform and before.period = period_before(this.grain, this.period)
left join valued as year on year.grain = this.grain and year.level = this.level and year.service = this.service and year.area = this.area
    and year.channel = this.channel and year.platform = this.platform and year.period = year_before(this.grain, this.period);
