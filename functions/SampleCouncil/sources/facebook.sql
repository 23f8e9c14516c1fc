-- title: Facebook pages, by day (invented)
-- dataset: social_account_days
-- files: exports/social/facebook.csv
-- format: {csv: {delimiter: ","}}
-- columns: {Date: date, Page followers: integer, New followers: integer, Unfollows: integer, Impressions: integer, Engagements: integer, Link clicks: integer, Posts: integer, Messages received: integer, Messages needing a reply: integer, Messages answered: integer, Answered within standard: integer, People taking part: integer, People reached: integer}
-- absent: missing
-- schedule: "0 0 5 * * *"
-- mode: replace
-- owner: comms@sampleton.example

select
    a.account                       as account,
    raw.Date                        as date,
    "Page followers"                as followers,
    "New followers"                 as joins,
    Unfollows                       as leaves,
    "New followers" - Unfollows     as net_growth,
    'gross'                         as basis,
    Impressions                     as impressions,
    Engagements                     as engagements,
    "Link clicks"                   as link_clicks,
    Posts                           as posts,
    "Messages received"             as inbound,
    "Messages needing a reply"      as inbound_needing_reply,
    "Messages answered"             as replied,
    "Answered within standard"      as replied_in_standard,
    "People taking part"            as contributors,
    "People reached"                as reach,
    _row
from raw
left join social_accounts a on a.platform = 'facebook' and a.native_id = raw.Page
