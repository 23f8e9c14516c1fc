-- title: Telephony, by queue and day (invented)
-- dataset: service_contacts
-- files: exports/telephony/queues-*.csv
-- files_are: parts
-- format: {csv: {delimiter: ",", skip_rows: 4, footer: "^Grand total", marks: {"-": missing}}}
-- columns:
--   Date: {date: "%d/%m/%Y"}
--   Offered: integer
--   Answered: integer
--   Abandoned: integer
--   "Abandoned under 5 s": integer
--   "Answered in SL": integer
--   "Ave speed of answer": duration
--   "Ave handle time": duration
-- absent: missing
-- schedule: "0 0 5 * * *"
-- mode: replace
-- owner: contact-centre@sampleton.example

select
    raw.Date                                                    as date,
    q.service                                                   as service,
    null                                                        as area,        -- callers are not asked where they live
    'phone'                                                     as channel,
    null                                                        as reason,
    Answered                                                    as contacts,    -- a dash: the recorder failed
    Offered                                                     as offered,
    Answered                                                    as answered,
    Abandoned                                                   as abandoned,
    "Abandoned under 5 s"                                       as short_abandoned,
    "Answered in SL"                                            as answered_in_standard,
    (Answered * epoch("Ave speed of answer"))::bigint           as wait_seconds_total,
    (Answered * epoch("Ave handle time"))::bigint               as handle_seconds_total,
    Answered_status                                             as status,
    _row
from raw
left join data.queues q on q.queue = raw.Queue
