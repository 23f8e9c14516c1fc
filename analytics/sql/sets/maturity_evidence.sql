-- No row yet: the contract comes before what fills it.
select null as audience, null as month, null as stage, null as rule, null as title, null as found, null as none_at, null as full_at, null as score, null as weight
where false
