-- title: Facebook pages, by day
-- dataset: social_account_days
-- http:
--   each: "select account, native_id from social_accounts where platform = 'facebook' and lifecycle = 'active'"
--   url: https://graph.facebook.com/v23.0/{{ each.native_id }}/insights
--   auth: {bearer: "{{ secrets.page_token }}"}
--   query: {metric: "page_follows,page_daily_follows_unique,page_daily_unfollows_unique,page_media_view,page_total_media_view_unique,page_post_engagements", period: day, since: "{{ window.from }}", until: "{{ window.to | plus_days: 1 }}"}
--   records: "data[].{name: name, values: values}"
--   paginate: {none: true}              # paging.next walks into the future for ever: the window steps instead
--   window: {by: date, step: 88d, history: 730d}   # from since to until at most 90 days of 24 hours, one of them the day after the last; two years back
--   day_ends: America/Los_Angeles       # the platform's day is not the council's
--   errors:
--     - {code: [400, 401], body: "error.code == `190`", do: fail, say: The page token has ended or was revoked}
--     - {body: "contains([`4`, `17`, `32`, `613`], error.code)", do: rate_limited}
-- schedule: "0 30 5 * * *"
-- lookback: 3d
-- absent: missing
-- mode: replace
-- breaks:
--   - {column: engagements, from: 2024-03-14, note: page_engaged_users and page_consumptions removed by Meta; page_post_engagements used since}
--   - {column: views, from: 2025-11-15, note: page_impressions removed by Meta; views are page_media_view since}
--   - {column: reach, from: 2025-11-15, note: page_impressions_unique removed by Meta; reach is page_total_media_view_unique since}
--   - {column: followers, from: 2025-11-15, note: page_fans removed by Meta; followers are page_follows since}
-- owner: comms@council.example

with point as (
    select _each.account as account, name, unnest(from_json_strict("values", '[{"value":"BIGINT","end_time":"VARCHAR"}]')) as v, _row
    from raw
)
select
    account,
    left(v.end_time, 10)::date - 1                              as date,        -- end_time is the midnight after the day
    max(v.value) filter (name = 'page_follows')                 as followers,
    max(v.value) filter (name = 'page_daily_follows_unique')    as joins,
    max(v.value) filter (name = 'page_daily_unfollows_unique')  as leaves,
    'gross'                                                     as basis,
    max(v.value) filter (name = 'page_media_view')              as views,
    max(v.value) filter (name = 'page_total_media_view_unique') as reach,
    max(v.value) filter (name = 'page_post_engagements')        as engagements,
    list(_row)                                                  as _row
from point
group by all
