-- title: Messages at places, exported by geofence and day
-- dataset: notifications
-- files: files/geofence/*.csv
-- files_are: changes
-- format: {csv: {delimiter: ","}}
-- columns: {date: date, entered: integer, delivered: integer, opened: integer}
-- personal: [device_id, latitude, longitude]
-- absent: zero
-- mode: merge
-- owner: comms@council.example

select
    campaign            as campaign,
    'app'               as channel,
    geofence            as geofence,
    raw.date            as date,
    entered             as requested,
    delivered           as delivered,
    opened              as opened,
    _row
from raw
