-- title: Instagram business accounts, by day
-- dataset: social_account_days
-- http:
--   each: "select account, native_id from social_accounts where platform = 'instagram' and lifecycle = 'active'"
--   url: https://graph.facebook.com/v23.0/{{ each.native_id }}/insights
--   auth: {bearer: "{{ secrets.page_token }}"}
--   query: {metric: "reach,views,total_interactions,profile_links_taps", metric_type: total_value, period: day, since: "{{ window.starts_at | date: '%s' }}", until: "{{ window.ends_at | date: '%s' }}"}
--   records: "data[].{name: name, value: total_value.value}"
--   paginate: {none: true}
--   window: {by: date, step: 1d, history: 90d}     # totals come without their day: one day a call
--   day_ends: America/Los_Angeles
--   concurrency: 4
--   errors:
--     - {code: [400, 401], body: "error.code == `190`", do: fail, say: The page token has ended or was revoked}
--     - {body: "contains([`4`, `17`, `32`, `613`], error.code)", do: rate_limited}
-- columns: {value: integer}
-- schedule: "0 30 5 * * *"
-- lookback: 3d
-- absent: missing
-- mode: replace
-- breaks:
--   - {column: views, from: 2025-04-21, note: impressions removed by Meta; views count every play and showing}
-- owner: comms@council.example

select
    _each.account                                           as account,
    _from::date                                             as date,
    max(value) filter (name = 'reach')                      as reach,
    max(value) filter (name = 'views')                      as views,
    max(value) filter (name = 'total_interactions')         as engagements,
    max(value) filter (name = 'profile_links_taps')         as link_clicks,
    list(_row)                                              as _row
from raw
group by all
