-- title: Posts on all networks, from the tool they are written in (invented)
-- dataset: social_post_days
-- files: exports/social/posts.csv
-- format: {csv: {delimiter: ",", marks: {"n/a": not_offered}}}
-- columns: {Posted on: {date: "%d/%m/%Y"}, Impressions: integer, Reactions: integer, Comments: integer, Shares: integer, Saves: integer}
-- absent: zero                              # a day without a post had none
-- schedule: "0 0 5 * * *"
-- mode: replace
-- owner: comms@sampleton.example

select
    Account                 as account,
    Post                    as post,
    "Posted on"             as date,
    "Type"                  as kind,
    'lifetime'              as value_kind,    -- counts of the post's whole life, on the day it was posted
    Impressions             as impressions,   -- n/a on Bluesky, which gives none
    Reactions               as likes,
    Comments                as comments,
    Shares                  as shares,
    Saves                   as saves,
    Impressions_status      as status,
    _row
from raw
