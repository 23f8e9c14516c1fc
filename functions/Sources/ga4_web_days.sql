-- title: Google Analytics 4, sessions by site, channel and day
-- dataset: web_days
-- http:
--   url: https://analyticsdata.googleapis.com/v1beta/properties/{{ settings.property }}:runReport
--   auth: {oauth2: {token_url: https://oauth2.googleapis.com/token, client_id: "{{ secrets.client_id }}", client_secret: "{{ secrets.client_secret }}", refresh_token: "{{ secrets.refresh_token }}"}}
--   body:
--     json: '{"dateRanges": [{"startDate": "{{ window.from }}", "endDate": "{{ window.to | plus_days: -1 }}"}], "dimensions": [{"name": "date"}, {"name": "hostName"}, {"name": "sessionDefaultChannelGroup"}], "metrics": [{"name": "sessions"}, {"name": "totalUsers"}, {"name": "screenPageViews"}], "limit": 100000}'
--   records: "rows[].{date: dimensionValues[0].value, site: dimensionValues[1].value, referral: dimensionValues[2].value, sessions: metricValues[0].value, users: metricValues[1].value, views: metricValues[2].value}"
--   paginate: {none: true}
--   window: {by: date, step: 30d, history: 425d}
--   errors:
--     - {body: "kind && !rows", do: ignore}       # a span without a session has no rows at all
-- columns: {date: {date: "%Y%m%d"}, sessions: integer, users: integer, views: integer}
-- schedule: "0 0 7 * * *"
-- lookback: 3d                          # figures settle within two days
-- absent: zero
-- mode: replace
-- owner: web@council.example

select
    site                as site,
    null                as page_group,
    lower(referral)     as referral,
    date                as date,
    sessions            as sessions,
    users               as users,
    views               as views,
    _row
from raw
