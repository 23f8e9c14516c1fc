-- Reads services, special and used.
select service, coalesce(given.title, special.title, service) as title, given.directorate, given.lgsl, given.open311_code, given.sensitive
from (select service from services union select member from gathered.used where dimension = 'service' union select member from special)
left join services as given using (service)
left join special on special.member = service
order by special.rank nulls last, service
