-- No row yet: the contract comes before what fills it.
select null as sign_off, null as figure, null as measure, null as grain, null as level, null as period, null as service, null as area, null as channel, null as platform, null as signed_by, null as signed_at, null as value, null as value_now, null as holds, null as note
where false
