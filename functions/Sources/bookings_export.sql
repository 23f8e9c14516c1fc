-- title: Bookings export of a leisure or events system
-- dataset: service_bookings
-- files: files/bookings-export/*.csv
-- files_are: changes
-- format: {csv: {delimiter: ","}}
-- columns: {booked_on: date, for_date: date, places: integer, cancelled: integer, paid: decimal}
-- personal: [customer, name, email, phone, address, postcode, notes]
-- absent: zero
-- mode: merge
-- owner: leisure@council.example

select
    booked_on                           as date,
    lower(service)                      as service,
    coalesce(ward, 'unknown')           as area,
    lower(channel)                      as channel,
    booking                             as reference,
    for_date                            as for_date,
    places                              as booked,
    cancelled                           as cancelled,
    paid                                as revenue_gbp,
    nullif(campaign, '')                as referral,
    _row
from raw
