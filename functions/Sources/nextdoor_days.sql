-- title: Nextdoor agency page, exported by day
-- dataset: social_account_days
-- files: files/nextdoor/*.csv
-- files_are: changes
-- format: {csv: {delimiter: ","}}
-- columns: {Date: date, Impressions: integer, Reactions: integer, Comments: integer, Posts: integer, Members: integer}
-- absent: missing
-- mode: merge
-- owner: comms@council.example

select
    'nextdoor:' || regexp_replace(lower(Page), '[^a-z0-9]+', '-', 'g')  as account,
    raw.Date                        as date,
    Members                         as followers,       -- residents the page can reach
    'snapshot_diff'                 as basis,
    Impressions                     as impressions,
    Reactions + Comments            as engagements,
    Posts                           as posts,
    _row
from raw
