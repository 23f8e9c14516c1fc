-- No row yet: the contract comes before what fills it.
select null as exposure, null as measure, null as title, null as kind, null as headline, null as url, null as owner, null as known
where false
