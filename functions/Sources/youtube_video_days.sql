-- title: YouTube videos, by day
-- dataset: social_post_days
-- http:
--   each: "select account, native_id from social_accounts where platform = 'youtube' and lifecycle = 'active'"
--   url: https://youtubeanalytics.googleapis.com/v2/reports
--   auth: {oauth2: {token_url: https://oauth2.googleapis.com/token, client_id: "{{ secrets.client_id }}", client_secret: "{{ secrets.client_secret }}", refresh_token: "{{ secrets.refresh_token }}"}}
--   query: {ids: "channel=={{ each.native_id }}", startDate: "{{ window.from }}", endDate: "{{ window.from }}", dimensions: video, metrics: "views,engagedViews,likes,comments,shares,estimatedMinutesWatched", sort: "-views", maxResults: 200}
--   records: "rows[*].{video: [0], views: [1], engaged: [2], likes: [3], comments: [4], shares: [5], minutes: [6]}"
--   paginate: {none: true}              # the report gives the 200 most viewed, and no more
--   window: {by: date, step: 1d, history: 90d}
--   day_ends: America/Los_Angeles
--   concurrency: 2
-- columns: {views: integer, engaged: integer, likes: integer, comments: integer, shares: integer, minutes: integer}
-- schedule: "0 40 5 * * *"
-- lookback: 5d
-- absent: zero
-- mode: replace
-- breaks:
--   - {column: views, from: 2025-03-31, note: YouTube counts every start of a Short as a view; engagedViews counts as before}
-- owner: comms@council.example

select
    _each.account       as account,
    video               as post,
    _from::date         as date,
    'video'             as kind,
    'delta'             as value_kind,
    views               as views,
    engaged             as engaged_views,
    likes               as likes,
    comments            as comments,
    shares              as shares,
    minutes * 60        as video_seconds,
    _row
from raw
