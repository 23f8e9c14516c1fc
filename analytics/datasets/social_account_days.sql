-- title: Accounts on social networks, by day
-- key: [account, date]
-- month: date
-- disclosure: none
-- retention: 120m
-- strict: [basis]

create table social_account_days (
    account                      varchar,                        -- Social accounts' account
    date                         date,                           -- The day (Europe/London, or the platform's own where it gives no other)
    followers                    bigint,                         -- Followers at the end of the day [people]
    joins                        bigint,                         -- People who began to follow [people]
    leaves                       bigint,                         -- People who stopped following [people]
    net_growth                   bigint,                         -- Followers at the end of the day less those at the end of the day before [people]
    basis                        enum('gross', 'snapshot_diff'), -- Whether joins and leaves were counted as such, or only the difference of two readings is known
    impressions                  bigint,                         -- Times anything of the account was shown [times]
    reach                        bigint,                         -- People who saw anything of it; never added over days or accounts [people]
    views                        bigint,                         -- Views of its videos or content, as the platform counts them [views]
    engagements                  bigint,                         -- Reactions, comments, shares, saves and clicks together [engagements]
    posts                        bigint,                         -- Posts published [posts]
    replies_sent                 bigint,                         -- Replies the account sent [messages]
    inbound                      bigint,                         -- Messages, comments and mentions received [messages]
    inbound_needing_reply        bigint,                         -- Of those received, the ones that need an answer [messages]
    replied                      bigint,                         -- Of those that need an answer, the ones answered [messages]
    replied_in_standard          bigint,                         -- Of those answered, the ones inside the channel's response standard [messages]
    first_response_seconds_total bigint,                         -- Seconds from message to first answer, added over those answered [seconds]
    contributors                 bigint,                         -- People who posted, commented or reacted [people]
    active_users                 bigint,                         -- People who used an own-built network [people]
    link_clicks                  bigint,                         -- Clicks on links in posts [clicks]
    checkins                     bigint,                         -- Check-ins at the account's places [check-ins]
    moderation_actions           bigint,                         -- Posts or comments hidden, removed or reported by moderators [actions]
    spend_gbp                    decimal(18,4)                   -- Money spent on promotion [GBP]
);
