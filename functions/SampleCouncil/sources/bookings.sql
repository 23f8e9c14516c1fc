-- title: Bookings, by the day they were made (invented)
-- dataset: service_bookings
-- files: exports/bookings/*.csv
-- files_are: changes                        # a file a year, then corrections of what they said
-- format: {csv: {delimiter: ",", encoding: windows-1252}}
-- columns: {"Booked on": {date: "%d/%m/%Y"}, For: {date: "%d/%m/%Y"}, Places: integer, Bookings: integer, Cancelled: integer, "Income (£)": decimal}
-- absent: zero                              # a day without a booking had none
-- identical_rows: drop                      # the export repeats a row now and then
-- schedule: "0 15 5 * * *"
-- mode: merge
-- owner: leisure@sampleton.example

select
    "Booked on"             as date,
    p.service               as service,
    p.place                 as area,
    case "How booked"
        when 'Online' then 'web'
        when 'Telephone' then 'phone'
        when 'Front desk' then 'face_to_face'
    end                     as channel,
    Activity                as reference,
    "For"                   as for_date,
    Places                  as booked,
    Bookings                as orders,
    Cancelled               as cancelled,
    "Income (£)"            as revenue_gbp,
    _row
from raw
left join data.sites p on p.site = raw.Site
