-- title: Service requests, one row each
-- key: [request]
-- month: requested_at
-- disclosure: event_count
-- retention: 36m

create table service_requests (
    request      varchar,     -- Id of the request, the source's own
    service      varchar,     -- Services.service: LGSL id or slug
    area         varchar,     -- Areas.area: GSS code or place:<slug>
    channel      varchar,     -- Channels.channel
    status_text  varchar,     -- Its state in the source's words
    requested_at timestamptz, -- When it was made [UTC]
    updated_at   timestamptz, -- When it last changed [UTC]
    closed_at    timestamptz, -- When it was closed; null: it is open [UTC]
    due_at       timestamptz, -- When it should be closed by [UTC]
    subtype      varchar      -- What was asked for, in the source's words
);
