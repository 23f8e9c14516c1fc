-- title: SeeClickFix issues
-- dataset: service_requests
-- http:
--   url: https://seeclickfix.com/api/v2/issues
--   query: {place_url: "{{ settings.place }}", updated_at_after: "{{ window.from }}", status: "open,acknowledged,closed", per_page: 100}
--   records: "issues[].{id: id, status: status, summary: request_type.title, created_at: created_at, updated_at: updated_at, closed_at: closed_at}"
--   primary_key: [id]
--   paginate: {next_url: metadata.pagination.next_page_url}
--   window: {by: updated, history: 365d}
-- columns: {created_at: datetime, updated_at: datetime, closed_at: datetime}
-- absent: zero
-- mode: merge
-- owner: streets@council.example

select
    id                                          as request,
    'street-reports'                            as service,
    null                                        as area,
    'partner'                                   as channel,
    status                                      as status_text,
    timezone('Europe/London', created_at)       as requested_at,
    timezone('Europe/London', updated_at)       as updated_at,
    timezone('Europe/London', closed_at)        as closed_at,
    summary                                     as subtype,
    _row
from raw
