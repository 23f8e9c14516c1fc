-- title: Use of web sites and apps, by day
-- key: [site, page_group, referral, date]
-- month: date
-- disclosure: event_count
-- retention: 84m

create table web_days (
    site        varchar, -- Web site or app, by its host name
    page_group  varchar, -- Pages counted together, in the source's words
    referral    varchar, -- Where visitors came from, such as a campaign link
    date        date,    -- The day
    sessions    bigint,  -- Visits [sessions]
    users       bigint,  -- Different visitors that day; never added over days [people]
    views       bigint,  -- Pages viewed [views]
    starts      bigint,  -- Visits that began a transaction [sessions]
    completions bigint   -- Visits that finished one [sessions]
);
