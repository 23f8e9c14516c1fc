-- title: Foursquare venue statistics, exported by day until 2024
-- dataset: social_account_days
-- files: files/foursquare/*.csv
-- files_are: changes
-- format: {csv: {delimiter: ","}}
-- columns: {date: date, checkins: integer, visitors: integer}
-- absent: zero
-- mode: merge
-- owner: comms@council.example

select
    'foursquare:' || venue_id   as account,
    raw.date                    as date,
    checkins                    as checkins,
    visitors                    as contributors,
    _row
from raw
