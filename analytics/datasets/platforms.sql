-- title: Social networks and other platforms, alive and gone
-- key: [platform]
-- month: none
-- disclosure: none
-- retention: forever
-- strict: [lifecycle]
-- precedence: [data_platforms]

create table platforms (
    platform   varchar, -- Id, one word
    title      varchar, -- Its name
    kind       varchar, -- network, microblog, video, photo, messaging, forum …
    lifecycle  enum('proposed', 'active', 'frozen', 'retired'), -- Where it is in its life
    retired_on date     -- Day it was shut down
);
