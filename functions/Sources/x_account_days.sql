-- title: X accounts, read each day
-- dataset: social_account_days
-- http:
--   each: "select account, native_id from social_accounts where platform = 'x' and lifecycle = 'active'"
--   url: https://api.x.com/2/users/{{ each.native_id }}
--   auth: {bearer: "{{ secrets.bearer_token }}"}
--   retry: {until_header: x-rate-limit-reset, wait_header: Retry-After, longest: 16m}
--   query: {user.fields: public_metrics}
--   records: "data.{followers: public_metrics.followers_count}"
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
