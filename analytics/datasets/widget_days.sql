-- title: Council widgets on other sites, by day
-- key: [widget, host, date]
-- month: date
-- disclosure: event_count
-- retention: 84m

create table widget_days (
    widget         varchar, -- The widget
    host           varchar, -- Site that shows it
    date           date,    -- The day
    loads          bigint,  -- Times it was shown [times]
    clicks         bigint,  -- Times it was used [clicks]
    service_starts bigint   -- Transactions begun from it [transactions]
);
