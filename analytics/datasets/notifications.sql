-- title: Messages sent to people who asked for them, by day
-- key: [campaign, channel, geofence, date]
-- month: date
-- disclosure: event_count
-- retention: 84m

create table notifications (
    campaign  varchar, -- Campaigns.campaign, or the mailing's own name
    channel   varchar, -- Channels.channel
    geofence  varchar, -- Where receivers had to be, in the source's words
    date      date,    -- Day they were sent
    requested bigint,  -- Messages to be sent [messages]
    delivered bigint,  -- Messages delivered [messages]
    failed    bigint,  -- Messages that could not be delivered [messages]
    opened    bigint,  -- Messages opened [messages]
    acted     bigint,  -- Messages whose link or button was used [messages]
    opted_out bigint   -- People who asked for no more [people]
);
