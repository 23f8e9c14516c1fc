-- title: Bluesky accounts, read each day
-- dataset: social_account_days
-- http:
--   each: "select account, native_id from social_accounts where platform = 'bluesky' and lifecycle = 'active'"
--   url: https://public.api.bsky.app/xrpc/app.bsky.actor.getProfile
--   query: {actor: "{{ each.native_id }}"}
--   records: "@.{followers: followersCount}"
--   paginate: {none: true}
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
