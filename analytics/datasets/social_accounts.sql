-- title: Accounts on social networks, own and others that matter
-- key: [account]
-- month: none
-- disclosure: none
-- retention: forever
-- strict: [owner_type, audience, hosting, lifecycle]
-- precedence: [data_social_accounts]

create table social_accounts (
    account    varchar,                                 -- Id of the account, such as facebook:leeds2023
    platform   varchar,                                 -- Platforms.platform
    native_id  varchar,                                 -- Its id at the platform
    handle     varchar,                                 -- Its name at the platform
    url        varchar,                                 -- Where it can be seen
    owner_type enum('council', 'partner', 'community'), -- Who runs it
    audience   enum('external', 'internal'),            -- Whom it is for: residents, or staff
    hosting    enum('existing', 'own_built'),           -- Whether the network was there already or was built for this
    service    varchar,                                 -- Service it speaks for, where it speaks for one
    area       varchar,                                 -- Area it speaks to, where it speaks to one
    opened_on  date,                                    -- Day it was opened
    closed_on  date,                                    -- Day it was closed
    lifecycle  enum('proposed', 'active', 'frozen', 'retired') -- Where it is in its life
);
