-- title: LEEDS 2023 on Facebook, by day
-- dataset: social_account_days
-- files: ../../../../shared/data/leeds-2023/data/metrics/social/facebook.csv
-- format: {csv: {delimiter: ","}}
-- columns: {date: date, sent_comments_facebook: integer, sent_private_messages_facebook: integer, received_wall_posts_facebook: integer, received_comments_facebook: integer, received_private_messages_facebook: integer, post_link_clicks: integer, audience: integer, net_audience_growth: integer, impressions: integer, engagements: integer, video_views: integer, published_posts_total: integer}
-- absent: missing
-- mode: merge
-- owner: comms@leeds2023.example

select
    'facebook:leeds2023'        as account,
    date,
    nullif(audience, 0)         as followers,     -- 0: the profile was not connected
    net_audience_growth         as net_growth,
    'snapshot_diff'             as basis,
    impressions,
    engagements,
    video_views                 as views,
    published_posts_total       as posts,
    post_link_clicks            as link_clicks,
    received_wall_posts_facebook + received_comments_facebook + received_private_messages_facebook as inbound,
    sent_comments_facebook + sent_private_messages_facebook as replies_sent,
    case when audience = 0 then 'missing' else 'ok' end as status,
    _row
from raw
