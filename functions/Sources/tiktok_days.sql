-- title: TikTok overview, exported by day
-- dataset: social_account_days
-- files: files/tiktok/*.csv
-- files_are: changes
-- format: {csv: {delimiter: ","}}
-- columns: {Date: date, Followers: integer, Video views: integer, Likes: integer, Comments: integer, Shares: integer}
-- absent: missing
-- mode: merge
-- owner: comms@council.example

select
    'tiktok:' || Account                as account,
    raw.Date                            as date,
    Followers                           as followers,
    'snapshot_diff'                     as basis,
    "Video views"                       as views,
    Likes + Comments + Shares           as engagements,
    _row
from raw
