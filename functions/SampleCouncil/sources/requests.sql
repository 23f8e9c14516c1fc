-- title: Requests for bins and roads, monthly return (invented)
-- dataset: service_request_days
-- files: exports/requests/requests.csv
-- format: {csv: {delimiter: ","}}
-- columns: {Opened: integer, Closed: integer, Closed in time: integer, Open at month end: integer}
-- absent: missing
-- schedule: "0 0 6 * * *"
-- mode: replace
-- owner: customer@sampleton.example

select
    s.service                                   as service,
    a.area                                      as area,
    case raw.How
        when 'Online form' then 'web'
        when 'Telephone' then 'phone'
    end                                         as channel,
    strptime(raw.Month, '%Y-%m')::date          as date,
    'month'                                     as grain,
    Kind                                        as subtype,
    Opened                                      as opened,
    Closed                                      as closed,
    "Closed in time"                            as closed_in_time,
    "Open at month end"                         as backlog,
    _row
from raw
left join services s on s.title = raw.Service
left join areas a on a.name = raw.Ward and a.type = 'ward'
