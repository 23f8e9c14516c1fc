-- Judgements made before stay as they were, but for what is said of their registration and whether a later one stands beside them.
-- Reads kept_effects, kept_effect_series, kept_placebos and fact_carried; adds to fact_effects, fact_effect_series and fact_placebos.
insert into fact_effects by name
select kept.* replace (
    carried.current as current,
    case when carried.told then concat_ws(' ', kept.finding, nullif(carried.note, '')) else kept.sentence end as sentence,
    case when carried.told then carried.registration else kept.registration end as registration,
    case when carried.told then carried.registered_on else kept.registered_on end as registered_on,
    case when carried.told then carried.registration_hash else kept.registration_hash end as registration_hash,
    case when carried.told then carried.registration_kept else kept.registration_kept end as registration_kept,
    case when carried.told then carried.changed_on else kept.changed_on end as changed_on,
    case when carried.told then carried.changes else kept.changes end as changes
)
from kept_effects as kept join fact_carried as carried using (id);

insert into fact_effect_series by name
select kept.* from kept_effect_series as kept where effect in (select id from fact_carried);

insert into fact_placebos by name
select kept.* from kept_placebos as kept where effect in (select id from fact_carried);
