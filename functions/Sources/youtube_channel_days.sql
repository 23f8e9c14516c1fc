-- title: YouTube channels, by day
-- dataset: social_account_days
-- http:
--   each: "select account, native_id from social_accounts where platform = 'youtube' and lifecycle = 'active'"
--   url: https://youtubeanalytics.googleapis.com/v2/reports
--   auth: {oauth2: {token_url: https://oauth2.googleapis.com/token, client_id: "{{ secrets.client_id }}", client_secret: "{{ secrets.client_secret }}", refresh_token: "{{ secrets.refresh_token }}"}}
--   query: {ids: "channel=={{ each.native_id }}", startDate: "{{ window.from }}", endDate: "{{ window.to | plus_days: -1 }}", dimensions: day, metrics: "views,likes,comments,shares,subscribersGained,subscribersLost", sort: day}
--   records: "rows[*].{day: [0], views: [1], likes: [2], comments: [3], shares: [4], gained: [5], lost: [6]}"
--   paginate: {none: true}
--   window: {by: date, step: 180d, history: 730d}
--   day_ends: America/Los_Angeles
-- columns: {day: date, views: integer, likes: integer, comments: integer, shares: integer, gained: integer, lost: integer}
-- schedule: "0 30 5 * * *"
-- lookback: 5d
-- absent: zero                          # the report leaves out days on which nothing happened
-- mode: replace
-- breaks:
--   - {column: views, from: 2025-03-31, note: YouTube counts every start of a Short as a view; engagedViews counts as before}
-- owner: comms@council.example

select
    _each.account                   as account,
    day                             as date,
    gained                          as joins,
    lost                            as leaves,
    gained - lost                   as net_growth,
    'gross'                         as basis,
    views                           as views,
    likes + comments + shares       as engagements,
    _row
from raw
