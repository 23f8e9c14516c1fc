-- title: Reminders by e-mail and text (invented)
-- dataset: notifications
-- files: exports/messages/messages.csv
-- format: {csv: {delimiter: ",", marks: {"n/a": not_offered}}}
-- columns: {Sent on: {date: "%d/%m/%Y"}, To send: integer, Delivered: integer, Failed: integer, Opened: integer, Link used: integer, Opted out: integer}
-- absent: zero                              # nothing was sent that day
-- schedule: "0 0 5 * * *"
-- mode: replace
-- owner: customer@sampleton.example

select
    Mailing                 as campaign,
    case "By"
        when 'E-mail' then 'email'
        when 'Text' then 'text'
    end                     as channel,
    null                    as geofence,
    "Sent on"               as date,
    "To send"               as requested,
    Delivered               as delivered,
    Failed                  as failed,
    Opened                  as opened,        -- n/a: nobody knows whether a text was read
    "Link used"             as acted,
    "Opted out"             as opted_out,
    Opened_status           as status,
    _row
from raw
