-- title: Mastodon accounts of one server, read each day
-- dataset: social_account_days
-- http:
--   each: "select account, native_id from social_accounts where platform = 'mastodon' and lifecycle = 'active'"
--   url: "{{ settings.server }}/api/v1/accounts/{{ each.native_id }}"
--   records: "@.{followers: followers_count}"
--   paginate: {none: true}
--   rate_limit: {requests: 300, per: 5m}
-- columns: {followers: integer}
-- schedule: "0 50 5 * * *"
-- absent: missing
-- mode: merge
-- owner: comms@council.example

select
    _each.account       as account,
    _as_at              as date,
    followers           as followers,
    'snapshot_diff'     as basis,
    _row
from raw
