-- title: Instagram, by day (invented)
-- dataset: social_account_days
-- files: exports/social/instagram.csv
-- format: {csv: {delimiter: ";"}}
-- columns: {Date: {date: "%d/%m/%Y"}, Followers: integer, Net growth: integer, Impressions: integer, Interactions: integer, Posts: integer, Comments and messages: integer, Questions: integer, Questions answered: integer, Accounts taking part: integer, Accounts reached: integer}
-- absent: missing
-- schedule: "0 0 5 * * *"
-- mode: replace
-- owner: comms@sampleton.example

select
    'instagram:sampleton'       as account,
    raw.Date                    as date,
    nullif(Followers, 0)        as followers,     -- 0: the profile was not connected yet
    "Net growth"                as net_growth,
    'snapshot_diff'             as basis,
    Impressions                 as impressions,
    Interactions                as engagements,
    Posts                       as posts,
    "Comments and messages"     as inbound,
    Questions                   as inbound_needing_reply,
    "Questions answered"        as replied,
    "Accounts taking part"      as contributors,
    "Accounts reached"          as reach,
    case when Followers = 0 then 'missing' else 'ok' end as status,
    _row
from raw
