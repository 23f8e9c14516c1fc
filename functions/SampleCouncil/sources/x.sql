-- title: X, by day (invented)
-- dataset: social_account_days
-- files: exports/social/x.csv
-- format: {csv: {delimiter: ","}}
-- columns: {Date: date, Followers: integer, Impressions: integer, Engagements: integer, Engagement rate: percent, Posts: integer, Replies sent: integer, Mentions: integer, Mentions needing a reply: integer, Mentions answered: integer}
-- absent: missing                           # twelve days were not collected
-- schedule: "0 0 5 * * *"
-- mode: replace
-- owner: comms@sampleton.example

select
    'x:sampleton'               as account,
    raw.Date                    as date,
    Followers                   as followers,
    Impressions                 as impressions,
    Engagements                 as engagements,
    Posts                       as posts,
    "Replies sent"              as replies_sent,
    Mentions                    as inbound,
    "Mentions needing a reply"  as inbound_needing_reply,
    "Mentions answered"         as replied,
    _row
from raw
