-- No row yet: the contract comes before what fills it.
select null as campaign, null as measure, null as service, null as kind, null as member, null as weeks, null as observed, null as usual, null as change, null as status, null as note
where false
