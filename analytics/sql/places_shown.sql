-- The services and areas that a measure has figures of, those with the most first. Reads combo and said.
select combo.service, combo.area
from combo
join said on said.combo = combo.combo and said.span = 'month'
group by combo.service, combo.area
order by sum(coalesce(said.denominator, said.numerator)) desc nulls last, combo.service, combo.area
