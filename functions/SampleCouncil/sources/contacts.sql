-- title: Contacts by form, e-mail, desk and social media (invented)
-- dataset: service_contacts
-- files: exports/contacts/contacts-*.csv
-- files_are: parts
-- format: {csv: {delimiter: ",", marks: {"*": {status: suppressed, from: 1, to: 4}}}}
-- columns: {Date: date, Contacts: integer, Assessed: integer, Avoidable: integer}
-- absent: zero                              # the export has no row where there was no contact
-- schedule: "0 30 4 * * *"
-- mode: replace
-- owner: customer@sampleton.example

select
    raw.Date                as date,
    s.service               as service,
    a.area                  as area,          -- no ward given: unknown
    case raw.Channel
        when 'Online form' then 'web'
        when 'Email' then 'email'
        when 'Reception desk' then 'face_to_face'
        when 'Social media' then 'social'
    end                     as channel,
    null                    as reason,
    Contacts                as contacts,
    Contacts_low            as contacts_low,
    Contacts_high           as contacts_high,
    Assessed                as assessed_contacts,
    Avoidable               as avoidable_contacts,
    Contacts_status         as status,
    _row
from raw
left join services s on s.title = raw.Service
left join areas a on a.name = raw.Ward and a.type = 'ward'
