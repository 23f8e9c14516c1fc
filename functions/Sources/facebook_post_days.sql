-- title: Facebook posts, read each day for four weeks
-- dataset: social_post_days
-- http:
--   each: "select account, native_id from social_accounts where platform = 'facebook' and lifecycle = 'active'"
--   url: https://graph.facebook.com/v23.0/{{ each.native_id }}/posts
--   auth: {bearer: "{{ secrets.page_token }}"}
--   query:
--     fields: "id,created_time,permalink_url,status_type,shares,reactions.limit(0).summary(total_count),comments.limit(0).summary(total_count),insights.metric(post_media_view,post_total_media_view_unique)"
--     since: "{{ window.from | date: '%s' }}"
--     until: "{{ window.to | date: '%s' }}"
--     limit: 100
--   # The text of a post and who wrote on it are never asked for.
--   records: "data[].{id: id, created_time: created_time, url: permalink_url, kind: status_type, shares: shares.count, reactions: reactions.summary.total_count, comments: comments.summary.total_count, views: insights.data[?name=='post_media_view'].values[0].value | [0], reach: insights.data[?name=='post_total_media_view_unique'].values[0].value | [0]}"
--   primary_key: [id]
--   paginate: {next_url: paging.next}
--   window: {by: updated, history: 28d, whole: {key: post, made: created_at}}     # posts made in the last four weeks
--   errors:
--     - {code: [400, 401], body: "error.code == `190`", do: fail, say: The page token has ended or was revoked}
--     - {body: "contains([`4`, `17`, `32`, `613`], error.code)", do: rate_limited}
-- columns: {created_time: datetime, shares: integer, reactions: integer, comments: integer, views: integer, reach: integer}
-- schedule: "0 40 5 * * *"
-- lookback: 28d
-- absent: missing
-- mode: merge
-- breaks:
--   - {column: views, from: 2025-11-15, note: post_impressions removed by Meta; views are post_media_view since}
--   - {column: reach, from: 2025-11-15, note: post_impressions_unique removed by Meta; reach is post_total_media_view_unique since}
-- owner: comms@council.example

select
    _each.account                                       as account,
    id                                                  as post,
    _as_at                                              as date,
    timezone('Europe/London', created_time)             as created_at,
    kind                                                as kind,
    url                                                 as url,
    'cumulative'                                        as value_kind,
    views                                               as views,
    reach                                               as reach,
    reactions                                           as likes,
    comments                                            as comments,
    coalesce(shares, 0)                                 as shares,      -- the platform leaves it out where it is none
    _row
from raw
