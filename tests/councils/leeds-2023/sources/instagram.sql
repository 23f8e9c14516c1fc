-- title: LEEDS 2023 on Instagram, by day
-- dataset: social_account_days
-- files: ../../../../shared/data/leeds-2023/data/metrics/social/instagram.csv
-- format: {csv: {delimiter: ","}}
-- columns: {date: date, sent_comments_instagram: integer, sent_direct_messages_instagram: integer, received_comments_instagram: integer, received_mentions_instagram: integer, received_direct_messages_instagram: integer, audience: integer, net_audience_growth: integer, impressions: integer, engagements: integer, video_views: integer, published_posts_total: integer}
-- absent: missing
-- mode: merge
-- owner: comms@leeds2023.example

-- Instagram gives no link clicks: not offered.
select
    'instagram:leeds2023'       as account,
    date,
    nullif(audience, 0)         as followers,     -- 0: the profile was not connected
    net_audience_growth         as net_growth,
    'snapshot_diff'             as basis,
    impressions,
    engagements,
    video_views                 as views,
    published_posts_total       as posts,
    received_comments_instagram + received_mentions_instagram + received_direct_messages_instagram as inbound,
    sent_comments_instagram + sent_direct_messages_instagram as replies_sent,
    case when audience = 0 then 'missing' else 'ok' end as status,
    _row
from raw
