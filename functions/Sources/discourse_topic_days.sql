-- title: Topics of a Discourse forum, read each day
-- dataset: social_post_days
-- http:
--   each: "select account from social_accounts where platform = 'discourse' and lifecycle = 'active'"     # the one that is at settings.site
--   url: "{{ settings.site }}/latest.json"
--   auth: {api_key: {header: Api-Key, value: "{{ secrets.api_key }}"}}
--   headers: {Api-Username: system}
--   query: {order: created}
--   records: "topic_list.topics[].{id: id, created_at: created_at, posts: posts_count, views: views, likes: like_count}"
--   primary_key: [id]
--   paginate: {page_number: {query: page, start: 0}}
--   window: {by: updated, history: 28d, field: created_at, newest_first: true, whole: {key: post, made: created_at}}
-- columns: {created_at: datetime, posts: integer, views: integer, likes: integer}
-- schedule: "0 25 6 * * *"
-- lookback: 28d
-- absent: missing
-- mode: merge
-- owner: comms@council.example

select
    _each.account                               as account,
    id                                          as post,
    _as_at                                      as date,
    timezone('Europe/London', created_at)       as created_at,
    'text'                                      as kind,
    'cumulative'                                as value_kind,
    views                                       as views,
    likes                                       as likes,
    posts - 1                                   as comments,        -- the first post is the topic itself
    _row
from raw
