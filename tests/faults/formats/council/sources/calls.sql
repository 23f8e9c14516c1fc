-- title: Calls (invented)
-- dataset: service_contacts
-- files: files/calls.csv
-- columns: {day: date, calls: integer}
-- absent: missing
-- mode: merge
-- owner: contact@council.example

select day as date, 'events' as service, null as area, 'phone' as channel, reason, calls as contacts, _row from raw
