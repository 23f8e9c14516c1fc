-- Reads maturity_scored.
select audience, month, stage, rule, title, found, none_at, full_at, score, weight
from maturity_scored
order by audience, month, stage_number, stage, rule
