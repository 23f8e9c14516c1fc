-- title: Mastodon posts, read each day for four weeks
-- dataset: social_post_days
-- http:
--   each: "select account, native_id from social_accounts where platform = 'mastodon' and lifecycle = 'active'"
--   url: "{{ settings.server }}/api/v1/accounts/{{ each.native_id }}/statuses"
--   query: {limit: 40, exclude_reblogs: "true"}
--   records: "[].{id: id, created_at: created_at, url: url, reply: in_reply_to_id, likes: favourites_count, replies: replies_count, reblogs: reblogs_count, described: length(media_attachments[?description]), media: length(media_attachments)}"
--   primary_key: [id]
--   paginate: {link_header: next}
--   window: {by: updated, history: 28d, field: created_at, newest_first: true, whole: {key: post, made: created_at}}
--   rate_limit: {requests: 300, per: 5m}
-- columns: {created_at: datetime, likes: integer, replies: integer, reblogs: integer, described: integer, media: integer}
-- schedule: "0 55 5 * * *"
-- lookback: 28d
-- absent: missing
-- mode: merge
-- owner: comms@council.example

select
    _each.account                               as account,
    id                                          as post,
    _as_at                                      as date,
    timezone('Europe/London', created_at)       as created_at,
    url                                         as url,
    reply is not null                           as is_reply,
    case when media > 0 then described = media end as has_alt_text,
    'cumulative'                                as value_kind,
    likes                                       as likes,
    replies                                     as comments,
    reblogs                                     as shares,
    _row
from raw
