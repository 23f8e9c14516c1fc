-- title: Instagram media, read each day for four weeks
-- dataset: social_post_days
-- http:
--   each: "select account, native_id from social_accounts where platform = 'instagram' and lifecycle = 'active'"
--   url: https://graph.facebook.com/v23.0/{{ each.native_id }}/media
--   auth: {bearer: "{{ secrets.page_token }}"}
--   query: {fields: "id,timestamp,permalink,media_type,like_count,comments_count,insights.metric(reach,views,saved,shares)", limit: 50}
--   records: "data[].{id: id, timestamp: timestamp, url: permalink, kind: media_type, likes: like_count, comments: comments_count, reach: insights.data[?name=='reach'].values[0].value | [0], views: insights.data[?name=='views'].values[0].value | [0], saves: insights.data[?name=='saved'].values[0].value | [0], shares: insights.data[?name=='shares'].values[0].value | [0]}"
--   primary_key: [id]                   # a medium that two pages show counts once
--   paginate: {cursor: {from: paging.cursors.after, query: after}, stop_when: "!(paging.next)"}
--   window: {by: updated, history: 28d, field: timestamp, newest_first: true, whole: {key: post, made: created_at}}
--   errors:
--     - {code: [400, 401], body: "error.code == `190`", do: fail, say: The page token has ended or was revoked}
--     - {body: "contains([`4`, `17`, `32`, `613`], error.code)", do: rate_limited}
-- columns: {timestamp: datetime, likes: integer, comments: integer, reach: integer, views: integer, saves: integer, shares: integer}
-- schedule: "0 40 5 * * *"
-- lookback: 28d
-- absent: missing
-- mode: merge
-- breaks:
--   - {column: views, from: 2025-04-21, note: impressions removed by Meta; views count every play and showing}
-- owner: comms@council.example

select
    _each.account                               as account,
    id                                          as post,
    _as_at                                      as date,
    timezone('Europe/London', timestamp)        as created_at,
    lower(kind)                                 as kind,
    url                                         as url,
    'cumulative'                                as value_kind,
    reach                                       as reach,
    views                                       as views,
    likes                                       as likes,
    comments                                    as comments,
    shares                                      as shares,
    saves                                       as saves,
    _row
from raw
