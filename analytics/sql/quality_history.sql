-- Adds to fact_quality what the publications before found (quality_before), from $oldest on: of a check and a day the last finding of each result, so that a day of many publications is told as
-- shortly as one of a single publication, and a failure that was over by noon is told all the same.
insert into fact_quality by name
select * exclude (ordinal)
from quality_before as before
where checked > $oldest and checked < $now
    and not exists (
        from fact_quality as this
        where this.about = before.about and this.name = before.name and this."check" = before."check" and this.result = before.result
            and (this.checked at time zone 'Europe/London')::date = (before.checked at time zone 'Europe/London')::date)
qualify row_number() over (
    partition by about, name, "check", result, (checked at time zone 'Europe/London')::date
    order by checked desc) = 1;
