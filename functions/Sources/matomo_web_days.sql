-- title: Matomo, visits by day
-- dataset: web_days
-- http:
--   url: "{{ settings.site }}/index.php"
--   auth: {api_key: {query: token_auth, value: "{{ secrets.token }}"}}
--   query: {module: API, method: API.get, idSite: "{{ settings.id_site }}", period: day, date: "{{ window.from }}", format: JSON, columns: "nb_visits,nb_uniq_visitors,nb_pageviews"}
--   records: "@.{sessions: nb_visits, users: nb_uniq_visitors, views: nb_pageviews}"
--   paginate: {none: true}
--   window: {by: date, step: 1d, history: 90d}
--   errors:
--     - {body: "result == 'error'", do: fail, say: Matomo refuses the call}
-- columns: {sessions: integer, users: integer, views: integer}
-- schedule: "0 30 4 * * *"
-- lookback: 2d
-- absent: zero
-- mode: replace
-- owner: web@council.example

select
    'matomo'            as site,
    null                as page_group,
    null                as referral,
    _from::date         as date,
    sessions            as sessions,
    users               as users,
    views               as views,
    _row
from raw
