-- title: Web pages, by day (invented)
-- dataset: web_days
-- files: exports/web/web.csv
-- format: {csv: {delimiter: ","}}
-- columns: {date: date, sessions: integer, users: integer, views: integer, form_starts: integer, form_completions: integer}
-- absent: missing                           # a day without rows: the tag was off the site
-- schedule: "0 0 5 * * *"
-- mode: replace
-- owner: web@sampleton.example

select
    'sampleton.example'     as site,
    page_group,
    null                    as referral,
    date,
    sessions,
    users,
    views,
    form_starts             as starts,
    form_completions        as completions,
    _row
from raw
