-- title: Hours put into social media and campaigns
-- dataset: resources
-- files: files/timesheets/*.csv
-- files_are: changes
-- format: {csv: {delimiter: ","}}
-- columns: {date: date, hours: decimal, cost: decimal}
-- personal: [person, email, notes]
-- absent: zero
-- mode: merge
-- owner: performance@council.example

select
    raw.date                as date,
    team                    as team,
    role                    as role,
    account                 as account,
    campaign                as campaign,
    sum(hours)              as hours,
    sum(cost)               as cost_gbp,
    list(_row)              as _row
from raw
group by all
