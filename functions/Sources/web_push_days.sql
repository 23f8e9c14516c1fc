-- title: Web push messages, exported by campaign and day
-- dataset: notifications
-- files: files/web-push/*.csv
-- files_are: changes
-- format: {csv: {delimiter: ","}}
-- columns: {date: date, sent: integer, delivered: integer, failed: integer, clicked: integer, unsubscribed: integer}
-- absent: zero
-- mode: merge
-- owner: comms@council.example

select
    campaign            as campaign,
    'web'               as channel,
    null                as geofence,
    raw.date            as date,
    sent                as requested,
    delivered           as delivered,
    failed              as failed,
    clicked             as acted,
    unsubscribed        as opted_out,
    _row
from raw
