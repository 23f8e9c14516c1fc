-- title: Bluesky, by day (invented)
-- dataset: social_account_days
-- files: exports/social/bluesky.csv
-- format: {csv: {delimiter: ","}}
-- columns: {date: date, followers: integer, posts: integer, mentions: integer, mentions_needing_reply: integer, mentions_answered: integer}
-- absent: missing
-- schedule: "0 0 5 * * *"
-- mode: replace
-- owner: comms@sampleton.example

-- Bluesky tells nobody how often a post was seen: impressions are not offered.
select
    'bluesky:sampleton'         as account,
    date,
    followers,
    posts,
    mentions                    as inbound,
    mentions_needing_reply      as inbound_needing_reply,
    mentions_answered           as replied,
    _row
from raw
