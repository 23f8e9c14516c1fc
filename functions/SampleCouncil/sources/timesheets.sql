-- title: Hours and money of the communications team, by month (invented)
-- dataset: resources
-- files: exports/timesheets/timesheets.csv
-- format: {csv: {delimiter: ","}}
-- columns: {Hours: decimal, "Spent (£)": decimal}
-- absent: zero
-- schedule: "0 0 6 * * *"
-- mode: replace
-- owner: comms@sampleton.example

select
    strptime(Month, '%Y-%m')::date  as date,
    'month'                         as grain,
    Team                            as team,
    "Role"                          as role,
    Account                         as account,
    Campaign                        as campaign,      -- everyday: for none of them
    Hours                           as hours,
    "Spent (£)"                     as cost_gbp,
    _row
from raw
