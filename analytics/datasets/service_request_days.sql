-- title: Service requests, counted by day
-- key: [service, area, channel, date, subtype]
-- month: date
-- disclosure: event_count
-- retention: 84m

create table service_request_days (
    service             varchar, -- Services.service: LGSL id or slug
    area                varchar, -- Areas.area: GSS code or place:<slug>
    channel             varchar, -- Channels.channel
    date                date,    -- The day
    subtype             varchar, -- What was asked for, in the source's words
    opened              bigint,  -- Requests made [requests]
    closed              bigint,  -- Requests closed [requests]
    closed_in_time      bigint,  -- Of those closed, the ones inside their time [requests]
    backlog             bigint,  -- Requests open at the end of the day; a level, never added over days [requests]
    days_to_close_total bigint   -- Days from request to closing, added over those closed [days]
);
