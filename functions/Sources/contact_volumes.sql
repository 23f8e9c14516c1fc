-- title: Contact volumes, in the template of this product
-- dataset: service_contacts
-- files: files/contact-volumes/*
-- files_are: changes
-- columns: {Date: date, Contacts: integer, Offered: integer, Answered: integer, Abandoned: integer, Assessed: integer, Avoidable: integer}
-- absent: missing
-- mode: merge
-- owner: contact-centre@council.example

select
    raw.Date                    as date,
    lower(Service)              as service,
    Area                        as area,
    lower(Channel)              as channel,
    Reason                      as reason,
    Contacts                    as contacts,
    Offered                     as offered,
    Answered                    as answered,
    Abandoned                   as abandoned,
    Assessed                    as assessed_contacts,
    Avoidable                   as avoidable_contacts,
    _row
from raw
