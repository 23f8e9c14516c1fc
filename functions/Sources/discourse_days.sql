-- title: A Discourse forum of the council, by day
-- dataset: social_account_days
-- http:
--   each: "select account from social_accounts where platform = 'discourse' and lifecycle = 'active'"     # the one that is at settings.site
--   url: "{{ settings.site }}/about.json"
--   auth: {api_key: {header: Api-Key, value: "{{ secrets.api_key }}"}}
--   headers: {Api-Username: system}
--   records: "about.{users: stats.users_count, posts: stats.posts_last_day, active: stats.active_users_last_day, likes: stats.likes_last_day}"
--   paginate: {none: true}
-- columns: {users: integer, posts: integer, active: integer, likes: integer}
-- schedule: "0 20 6 * * *"
-- absent: missing
-- mode: merge
-- owner: comms@council.example

select
    _each.account       as account,
    _as_at - 1          as date,        -- the last 24 hours, read in the morning
    users               as followers,
    'snapshot_diff'     as basis,
    posts + likes       as engagements,
    active              as active_users,
    _row
from raw
