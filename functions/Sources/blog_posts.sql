-- title: Posts of a blog, by its RSS or Atom feed
-- dataset: social_post_days
-- http:
--   url: "{{ settings.site }}/feed"
--   records: "[].{id: id, url: url, published: published, comments: comments}"
--   primary_key: [id]
--   paginate: {none: true}
-- format: feed
-- columns: {published: datetime, comments: integer}
-- schedule: "0 20 6 * * *"
-- absent: missing
-- mode: merge
-- owner: comms@council.example

select
    'blog:' || regexp_extract(url, '^https?://([^/]+)', 1)      as account,
    id                                                          as post,
    _as_at                                                      as date,
    timezone('Europe/London', published)                        as created_at,
    'text'                                                      as kind,
    url                                                         as url,
    'cumulative'                                                as value_kind,
    comments                                                    as comments,
    _row
from raw
