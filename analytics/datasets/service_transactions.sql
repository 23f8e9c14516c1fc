-- title: Transactions with services, by day
-- key: [service, channel, date]
-- month: date
-- disclosure: event_count
-- retention: 84m
-- strict: [feedback_asked_at]

create table service_transactions (
    service           varchar,                          -- Services.service: LGSL id or slug
    channel           varchar,                          -- Channels.channel
    date              date,                             -- The day they were started
    started           bigint,                           -- Transactions started [transactions]
    completed         bigint,                           -- Transactions that reached an end the user wanted [transactions]
    ineligible        bigint,                           -- Transactions that ended with "not eligible" [transactions]
    errored           bigint,                           -- Transactions that ended in an error [transactions]
    assisted          bigint,                           -- Of those completed, the ones done with someone's help [transactions]
    cost_gbp          decimal(18,4),                    -- Full cost of providing them [GBP]
    rating_1          bigint,                           -- Answers "very dissatisfied" [answers]
    rating_2          bigint,                           -- Answers "dissatisfied" [answers]
    rating_3          bigint,                           -- Answers "neither" [answers]
    rating_4          bigint,                           -- Answers "satisfied" [answers]
    rating_5          bigint,                           -- Answers "very satisfied" [answers]
    feedback_asked_at enum('all_ends', 'success_only')  -- Whether everyone was asked for a rating, or only who succeeded
);
