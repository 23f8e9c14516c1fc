-- title: Transactions with forms, by day (invented)
-- dataset: service_transactions
-- files: exports/forms/transactions.csv
-- format: {csv: {delimiter: ","}}
-- columns: {Date: date, Started: integer, Completed: integer, Not eligible: integer, Errors: integer, Assisted: integer, "Cost (£)": decimal, Very dissatisfied: integer, Dissatisfied: integer, Neither: integer, Satisfied: integer, Very satisfied: integer}
-- absent: zero                              # a day without a row had none
-- schedule: "0 30 5 * * *"
-- mode: replace
-- owner: customer@sampleton.example

select
    s.service               as service,
    case raw.How
        when 'Online form' then 'web'
        when 'Telephone' then 'phone'
        when 'Reception desk' then 'face_to_face'
    end                     as channel,
    raw.Date                as date,
    Started                 as started,
    Completed               as completed,
    "Not eligible"          as ineligible,
    Errors                  as errored,
    Assisted                as assisted,
    "Cost (£)"              as cost_gbp,
    "Very dissatisfied"     as rating_1,
    Dissatisfied            as rating_2,
    "Neither"               as rating_3,
    Satisfied               as rating_4,
    "Very satisfied"        as rating_5,
    'all_ends'              as feedback_asked_at,      -- who gave up is asked, too
    _row
from raw
left join services s on s.title = raw.Service
