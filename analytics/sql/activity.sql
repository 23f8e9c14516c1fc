-- What accounts did day by day, and the service that each is of. Reads social_account_days and social_accounts.
select held.service, day.account, day.date, day.posts, day.link_clicks, day.reach
from social_account_days as day
left join social_accounts as held using (account)
where day.grain = 'day'
order by all
