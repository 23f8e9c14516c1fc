-- No row yet: the contract comes before what fills it.
select null as objective, null as title, null as purpose, null as measure, null as service, null as area, null as baseline, null as baseline_on, null as target, null as target_date, null as path, null as grain, null as period, null as value, null as expected_now, null as progress, null as rag, null as rule, null as reason, null as status, null as unit, null as campaigns, null as owner
where false
