-- title: Accounts and networks, what they cost and whether anybody uses them
-- key: [account]
-- month: none
-- disclosure: none

create table accounts (
    account         varchar not null,   -- Id of the account
    platform        varchar not null,   -- Platforms.platform
    handle          varchar,            -- Its name at the platform
    url             varchar,            -- Where it can be seen
    owner_type      enum('council', 'partner', 'community'), -- Who runs it
    audience        enum('external', 'internal'), -- Whom it is for: residents, or staff
    hosting         enum('existing', 'own_built'), -- Borrowed: a network people are on already; or built for this
    service         varchar not null,   -- Services.service it speaks for
    area            varchar not null,   -- Areas.area it speaks to
    opened_on       date,               -- Day it was opened
    closed_on       date,               -- Day it was closed
    lifecycle       enum('proposed', 'active', 'frozen', 'retired'), -- Where it is in its life
    members         bigint,             -- Followers or members at the last reading of the 28 days to last_reading [people]
    active_per_day  double,             -- People who took part a day, over the 28 days to last_reading: its active users where it counts them, else contributors [people a day]
    posts_28d       bigint,             -- Posts of the 28 days to last_reading [posts]
    last_post       date,               -- Last day with a post
    last_reading    date,               -- Last day delivered of it
    hours_12m       double,             -- Hours put into it in the last 12 months [hours]
    cost_12m_gbp    double,             -- Those hours at the council's rate, and money spent; null: the ledger does not say [GBP]
    cost_per_active double,             -- Cost of the 12 months for each person active a day; null: unknown, or nobody is active [GBP]
    use             enum('used', 'quiet', 'empty', 'unknown') not null, -- empty: counted on 20 of the 28 days or more, and nobody took part; quiet: under one member in a thousand a day; unknown: nobody counts who takes part
    note            varchar             -- Borrow or build: what the numbers say, in words
);
