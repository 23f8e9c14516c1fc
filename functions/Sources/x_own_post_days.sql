-- title: X posts with the clicks that only their own account is told, read each day for four weeks
-- dataset: social_post_days
-- http:
--   each: "select account, native_id from social_accounts where platform = 'x' and lifecycle = 'active'"
--   url: https://api.x.com/2/users/{{ each.native_id }}/tweets
--   auth: {oauth2: {token_url: https://api.x.com/2/oauth2/token, client_id: "{{ secrets.client_id }}", client_secret: "{{ secrets.client_secret }}", refresh_token: "{{ secrets.refresh_token }}", send: basic}}
--   retry: {until_header: x-rate-limit-reset, wait_header: Retry-After, longest: 16m}
--   # What is not public is told for 30 days after posting. The text of a post is never kept.
--   query: {tweet.fields: "created_at,public_metrics,non_public_metrics,referenced_tweets", exclude: retweets, max_results: 100, start_time: "{{ window.from }}"}
--   records: "data[].{id: id, created_at: created_at, reply: length(referenced_tweets[?type=='replied_to'] || `[]`), impressions: public_metrics.impression_count, likes: public_metrics.like_count, replies: public_metrics.reply_count, reposts: public_metrics.retweet_count, quotes: public_metrics.quote_count, bookmarks: public_metrics.bookmark_count, clicks: non_public_metrics.url_link_clicks}"
--   primary_key: [id]
--   paginate: {cursor: {from: meta.next_token, query: pagination_token}}
--   window: {by: updated, history: 28d, whole: {key: post, made: created_at}}
--   errors:
--     - {body: "meta.result_count == `0`", do: ignore}
-- columns: {created_at: datetime, reply: integer, impressions: integer, likes: integer, replies: integer, reposts: integer, quotes: integer, bookmarks: integer, clicks: integer}
-- schedule: "0 55 5 * * *"
-- lookback: 28d
-- absent: missing
-- instead_of: x_post_days
-- mode: merge
-- owner: comms@council.example

select
    _each.account                               as account,
    id                                          as post,
    _as_at                                      as date,
    timezone('Europe/London', created_at)       as created_at,
    reply > 0                                   as is_reply,
    'cumulative'                                as value_kind,
    impressions                                 as impressions,
    likes                                       as likes,
    replies                                     as comments,
    reposts                                     as shares,
    quotes                                      as quotes,
    bookmarks                                   as saves,
    clicks                                      as link_clicks,
    _row
from raw
