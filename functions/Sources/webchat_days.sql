-- title: Webchat export, by queue and day
-- dataset: service_contacts
-- files: files/webchat/*.csv
-- files_are: changes
-- format: {csv: {delimiter: ","}}
-- columns: {Date: date, Requested: integer, Accepted: integer, Abandoned: integer, Wait seconds: integer, Handle seconds: integer}
-- personal: [Visitor, Name, Email, Phone, Message, Transcript]
-- absent: missing
-- mode: merge
-- owner: contact-centre@council.example

select
    raw.Date                as date,
    lower(Queue)            as service,
    null                    as area,
    'webchat'               as channel,
    null                    as reason,
    Requested               as offered,
    Accepted                as answered,
    Abandoned               as abandoned,
    Accepted                as contacts,
    "Wait seconds"          as wait_seconds_total,
    "Handle seconds"        as handle_seconds_total,
    _row
from raw
