-- Reads fact_sign_offs and published. A figure still holds while it is published as it was signed.
select
    signed.sign_off, signed.figure, signed.measure, signed.grain, signed.level, signed.period, signed.service, signed.area, signed.channel, signed.platform,
    signed.signed_by, signed.signed_at, signed.value,
    now.value as value_now,
    now.id is not null and now.value is not distinct from signed.value as holds,
    signed.note
from fact_sign_offs as signed
left join published as now on now.id = signed.figure
order by signed.sign_off
