-- title: Channels people and the council meet on
-- key: [channel]
-- month: none
-- disclosure: none
-- retention: forever
-- precedence: [data_channels]

create table channels (
    channel                   varchar, -- Id, one word
    title                     varchar, -- Its name
    digital                   boolean, -- Whether it counts as digital in take-up
    response_standard_seconds bigint   -- Time within which a contact should be answered, in service hours [seconds]
);
