-- title: Telephony export, by queue and interval
-- dataset: service_contacts
-- files: files/telephony/*.csv
-- files_are: changes
-- format: {csv: {delimiter: ","}}
-- columns: {"Interval start": {datetime: "%d/%m/%Y %H:%M"}, Offered: integer, Answered: integer, Abandoned: integer, "Answered in SL": integer, "Ave speed of answer": duration, "Ave handle time": duration}
-- absent: missing
-- mode: merge
-- owner: contact-centre@council.example

select
    "Interval start"::date                              as date,
    lower(Queue)                                        as service,
    null                                                as area,
    'phone'                                             as channel,
    null                                                as reason,
    sum(Offered)                                        as offered,
    sum(Answered)                                       as answered,
    sum(Abandoned)                                      as abandoned,
    sum(Answered)                                       as contacts,
    sum("Answered in SL")                               as answered_in_standard,
    sum(Answered * epoch("Ave speed of answer"))        as wait_seconds_total,
    sum(Answered * epoch("Ave handle time"))            as handle_seconds_total,
    list(_row)                                          as _row
from raw
group by all
