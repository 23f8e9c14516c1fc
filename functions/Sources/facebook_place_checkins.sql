-- title: Facebook check-ins at places, exported by day from Page Insights
-- dataset: social_account_days
-- files: files/facebook-places/*.csv
-- files_are: changes
-- format: {csv: {delimiter: ","}}
-- columns: {Date: date, Daily Total Check-ins: integer}
-- absent: missing
-- mode: merge
-- drift: {ignore: "^Daily|^Weekly|^28 Days|^Lifetime"}
-- owner: comms@council.example

select
    -- One export a page: files/facebook-places/<page>.<anything>.csv
    'facebook:' || regexp_extract(_file, '([^/.]+)\.[^/]*$', 1)     as account,
    raw."Date"                                                      as date,
    "Daily Total Check-ins"                                         as checkins,
    _row
from raw
