-- Figures that one publication gives otherwise than another, over the views figures_before and figures_after, and what became of each.
select
    before.set,
    before.id,
    case when after.id is null then 'withdrawn' when before.status = 'ok' then 'restated' else 'settled' end as change,
    before.measure,
    before.grain,
    before.level,
    before.period,
    before.service,
    before.area,
    before.channel,
    before.platform,
    before.value        as old_value,
    after.value         as new_value,
    before.numerator    as old_numerator,
    after.numerator     as new_numerator,
    before.denominator  as old_denominator,
    after.denominator   as new_denominator,
    before.status       as old_status,
    after.status        as new_status
from figures_before as before
left join figures_after as after using (set, id)
where after.id is null
    or before.value is distinct from after.value
    or before.numerator is distinct from after.numerator
    or before.denominator is distinct from after.denominator
    or before.status is distinct from after.status
