-- title: Open311 GeoReport v2 requests (JSON)
-- dataset: service_requests
-- http:
--   url: "{{ settings.site }}/requests.json"
--   query: {start_date: "{{ window.from }}", end_date: "{{ window.to }}", extensions: "true"}
--   # Where exactly, what was written and who wrote it are never kept: only these fields are.
--   records: "[].{id: service_request_id, status: status, service: service_name, requested: requested_datetime, updated: updated_datetime, expected: expected_datetime, area: extended_attributes.ward}"
--   primary_key: [id]
--   paginate: {none: true}              # GeoReport gives up to 90 days or 1,000 requests: the window steps instead
--   window: {by: updated, step: 7d, history: 90d}
-- format: json
-- columns: {requested: datetime, updated: datetime, expected: datetime}
-- schedule: "0 15 * * * *"
-- lookback: 60d                         # GeoReport filters by when a request was made, so that its closing is found by asking again
-- absent: zero
-- mode: merge
-- owner: streets@council.example

select
    id                                                                              as request,
    lower(service)                                                                  as service,
    coalesce(area, 'unknown')                                                       as area,
    'partner'                                                                       as channel,
    status                                                                          as status_text,
    timezone('Europe/London', requested)                                            as requested_at,
    timezone('Europe/London', updated)                                              as updated_at,
    case when status = 'closed' then timezone('Europe/London', updated) end         as closed_at,
    timezone('Europe/London', expected)                                             as due_at,
    service                                                                         as subtype,
    _row
from raw
