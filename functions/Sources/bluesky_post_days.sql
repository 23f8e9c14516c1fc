-- title: Bluesky posts, read each day for four weeks
-- dataset: social_post_days
-- http:
--   each: "select account, native_id from social_accounts where platform = 'bluesky' and lifecycle = 'active'"
--   url: https://public.api.bsky.app/xrpc/app.bsky.feed.getAuthorFeed
--   query: {actor: "{{ each.native_id }}", limit: 100, filter: posts_with_replies}
--   records: "feed[?!reason].{uri: post.uri, created_at: post.record.createdAt, reply: post.record.reply && 'yes', likes: post.likeCount, replies: post.replyCount, reposts: post.repostCount, quotes: post.quoteCount}"
--   primary_key: [uri]
--   paginate: {cursor: {from: cursor, query: cursor}}
--   window: {by: updated, history: 28d, field: created_at, newest_first: true, whole: {key: post, made: created_at}}
-- columns: {created_at: datetime, likes: integer, replies: integer, reposts: integer, quotes: integer}
-- schedule: "0 55 5 * * *"
-- lookback: 28d
-- absent: missing
-- mode: merge
-- owner: comms@council.example

select
    _each.account                               as account,
    uri                                         as post,
    _as_at                                      as date,
    timezone('Europe/London', created_at)       as created_at,
    reply is not null                           as is_reply,    -- to whom is not kept
    'cumulative'                                as value_kind,
    likes                                       as likes,
    replies                                     as comments,
    reposts                                     as shares,
    quotes                                      as quotes,
    _row
from raw
