-- title: Posts on social networks, by day of reading
-- key: [account, post, date]
-- month: date
-- disclosure: none
-- retention: 120m
-- strict: [value_kind]

create table social_post_days (
    account       varchar,                                 -- Social accounts' account
    post          varchar,                                 -- The post's id at the platform
    date          date,                                    -- Day of the reading, or of what it counts (see value_kind)
    created_at    timestamptz,                             -- When it was posted [UTC]
    kind          varchar,                                 -- text, photo, video, story, link, poll, event …
    url           varchar,                                 -- Where it can be seen
    campaign      varchar,                                 -- Campaigns.campaign, where it belongs to one
    is_reply      boolean,                                 -- Whether it answers someone
    is_paid       boolean,                                 -- Whether it was promoted for money
    has_alt_text  boolean,                                 -- Whether its pictures are described in words; null: it has none
    has_captions  boolean,                                 -- Whether its video is captioned; null: it has none
    value_kind    enum('delta', 'cumulative', 'lifetime'), -- Whether counts are of the day alone, up to the day, or of all time
    impressions   bigint,                                  -- Times it was shown [times]
    reach         bigint,                                  -- People who saw it; never added over days or posts [people]
    views         bigint,                                  -- Views, as the platform counts them [views]
    engaged_views bigint,                                  -- Views that lasted, as the platform counts them [views]
    likes         bigint,                                  -- Reactions of every kind [reactions]
    comments      bigint,                                  -- Comments [comments]
    shares        bigint,                                  -- Shares and reposts [shares]
    quotes        bigint,                                  -- Shares with words added [quotes]
    saves         bigint,                                  -- Saves and bookmarks [saves]
    link_clicks   bigint,                                  -- Clicks on its links [clicks]
    video_seconds bigint                                   -- Seconds of it watched, added over viewers [seconds]
);
