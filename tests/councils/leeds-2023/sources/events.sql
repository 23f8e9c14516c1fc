-- title: LEEDS 2023 events held, and who came
-- dataset: service_sessions
-- files: ../../../../shared/data/leeds-2023/data/metrics/events/master/all.csv
-- format: {csv: {delimiter: ",", marks: {"": missing}}}
-- columns: {start_date: date, end_date: date, actual_audience_size_number_of_participants_in_person: decimal}
-- absent: zero                              # a day outside the programme had no event
-- mode: replace
-- owner: programme@leeds2023.example

-- One number is known for each event, whatever its length: a day's event is a day's row, one inside a month a month's. Longer ones, and
-- the three that end before they start, are left out: nobody knows when their audience came. Places booked and audience were counted by
-- different people (59 booked, 120 came), so no_show and capacity are not offered.
with event as (
    select *, coalesce(end_date, start_date) as last_day, regexp_extract_all("ward_(from_venue)", '''([^'']+)''', 1) as wards
    from raw
)
select
    'events'                                                        as service,
    coalesce(a.area, 'unknown')                                     as area,
    case when last_day = start_date then start_date else date_trunc('month', start_date)::date end as date,
    case when last_day = start_date then 'day' else 'month' end     as grain,
    airtable_id                                                     as reference,
    actual_audience_size_number_of_participants_in_person::bigint   as attended,
    actual_audience_size_number_of_participants_in_person_status    as status,
    _row
from event
left join areas a on a.name = wards[1] and a.type = 'ward' and len(list_distinct(wards)) = 1
where last_day >= start_date and date_trunc('month', last_day) = date_trunc('month', start_date)
