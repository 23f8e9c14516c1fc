-- title: A MediaWiki of the council, read each day
-- dataset: social_account_days
-- http:
--   url: "{{ settings.site }}/w/api.php"
--   query: {action: query, meta: siteinfo, siprop: "statistics|general", format: json}
--   records: "query.{server: general.servername, active: statistics.activeusers, users: statistics.users}"
--   paginate: {none: true}
-- columns: {active: integer, users: integer}
-- schedule: "0 20 6 * * *"
-- absent: missing
-- mode: merge
-- owner: comms@council.example

select
    'mediawiki:' || server  as account,
    _as_at                  as date,
    users                   as followers,
    'snapshot_diff'         as basis,
    active                  as active_users,    -- people who did something in the last 30 days
    _row
from raw
