-- title: Bookings, in the template of this product
-- dataset: service_bookings
-- files: files/bookings/*
-- files_are: changes
-- columns: {Date: date, For date: date, Places: integer, Orders: integer, Cancelled: integer, Paid: decimal}
-- absent: zero
-- mode: merge
-- owner: events@council.example

select
    raw.Date                    as date,
    lower(Service)              as service,
    Area                        as area,
    lower(Channel)              as channel,
    Reference                   as reference,
    "For date"                  as for_date,
    Places                      as booked,
    Orders                      as orders,
    Cancelled                   as cancelled,
    Paid                        as revenue_gbp,
    Campaign                    as referral,
    _row
from raw
