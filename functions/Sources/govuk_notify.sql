-- title: GOV.UK Notify messages, counted by template, channel and day
-- dataset: notifications
-- http:
--   url: https://api.notifications.service.gov.uk/v2/notifications
--   auth: {jwt: {issuer: "{{ secrets.service_id }}", secret: "{{ secrets.api_key }}"}}
--   # Whom a message went to and what it said are never kept: only these fields are.
--   records: "notifications[].{id: id, type: type, status: status, template: template.id, created_at: created_at}"
--   primary_key: [id]
--   paginate: {next_url: links.next}
--   window: {by: date, history: 7d, field: created_at, newest_first: true}     # Notify remembers seven days
-- columns: {created_at: datetime}
-- schedule: "0 30 4 * * *"
-- lookback: 4d                          # a delivery may still fail
-- absent: zero
-- mode: replace
-- owner: digital@council.example

select
    template                                                                            as campaign,
    case type when 'sms' then 'text' when 'letter' then 'post' else type end            as channel,
    null                                                                                as geofence,
    created_at::date                                                                    as date,
    count(*)                                                                            as requested,
    count(*) filter (status in ('delivered', 'received'))                               as delivered,
    count(*) filter (status like '%failure' or status in ('cancelled', 'validation-failed', 'virus-scan-failed')) as failed,
    list(_row)                                                                          as _row
from raw
group by all
