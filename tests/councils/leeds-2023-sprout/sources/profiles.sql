-- title: LEEDS 2023, Sprout Social's own export of all profiles
-- dataset: social_account_days
-- files: "../../../../shared/data/leeds-2023/raw-sprout/Profile Performance (LEEDS 2023) August 5, 2022 - August 11, 2022.csv"
-- format: {csv: {delimiter: ","}}
-- columns: {Date: {date: "%m-%d-%Y"}, Audience: integer, Net Audience Growth: integer, Impressions: integer, Video Views: integer, Engagements: integer, Engagement Rate (per Impression): percent, Published Posts (Total): integer, Post Link Clicks: integer, Received Messages (Total): integer}
-- absent: missing
-- mode: merge
-- owner: comms@leeds2023.example

select
    case Network when 'Twitter' then 'x' else lower(Network) end || ':leeds2023' as account,
    "Date"                      as date,
    nullif(Audience, 0)         as followers,
    "Net Audience Growth"       as net_growth,
    'snapshot_diff'             as basis,
    Impressions                 as impressions,
    Engagements                 as engagements,
    "Video Views"               as views,
    "Published Posts (Total)"   as posts,
    "Post Link Clicks"          as link_clicks,     -- blank on Instagram: missing
    "Received Messages (Total)" as inbound,
    _row
from raw
