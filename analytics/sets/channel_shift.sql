-- title: What contact moving between channels saved, low and high, by service and month
-- key: [service, period]
-- month: none
-- disclosure: event_count

create table channel_shift (
    service           varchar not null, -- Services.service
    period            date not null,    -- First day of the month; compared with the same month a year before
    phone_change      bigint,           -- Calls and other contacts by phone, against a year before; null: not known in both [contacts]
    face_change       bigint,           -- Contacts face to face, against a year before [contacts]
    web_change        bigint,           -- Contacts on the web, against a year before [contacts]
    saving_low_gbp    double,           -- Least saving: staff time, not cash; below 0: a cost [GBP]
    saving_high_gbp   double,           -- Greatest saving [GBP]
    fail_rate_low     double,           -- Share of web visits that fail, least taken [share]
    fail_rate_high    double,           -- Share of web visits that fail, greatest taken [share]
    recontact_low     double,           -- Share of those failed who then call, least taken [share]
    recontact_high    double,           -- Share of those failed who then call, greatest taken [share]
    basis             varchar,          -- Unit costs used, with what one is, price year and origin
    status            enum('ok', 'provisional', 'stale', 'missing', 'not_offered', 'suppressed') not null -- The worst of the figures it is made of
);
