-- title: How each network grows and whether its members take part, by month
-- key: [account, period]
-- month: none
-- disclosure: none

create table momentum (
    account         varchar not null,   -- Accounts.account
    period          date not null,      -- First day of the month
    platform        varchar not null,   -- Platforms.platform
    service         varchar not null,   -- Services.service it speaks for
    area            varchar not null,   -- Areas.area it speaks to
    members_start   bigint,             -- Members at the last reading before the month, at most 35 days old [people]
    members         bigint,             -- Members at the month's last reading [people]
    members_on      date,               -- Day of that reading
    change          double,             -- members against members_start [share]
    joins           bigint,             -- People who joined, gross; null: only differences are known [people]
    leaves          bigint,             -- People who left, gross; null: only differences are known [people]
    churn           double,             -- Gross leaves ÷ members at the start [share]
    contributors    double,             -- People who took part a day, over the days counted in the month [people a day]
    activation      double,             -- Contributors ÷ members, over the same days [share]
    momentum        double,             -- ln of contributors a day over 7 days against 28 days, to the month's end: above 0 gathers, below 0 fades
    peak            bigint,             -- Most members at any reading so far [people]
    peak_on         date,               -- First day of that many
    drawdown        double,             -- How far members are below the peak [share]
    trough          bigint,             -- Fewest members since the peak [people]
    rebound         double,             -- members against that trough [share]
    alert           boolean not null,   -- Whether momentum decays or the network shrank
    alert_note      varchar,            -- What was seen, by which rule
    shrank_because  enum('leave', 'purge', 'redefinition', 'collection_gap', 'unknown'), -- Why it shrank by a tenth or more within a week; null: it did not
    shrank_note     varchar,            -- The rule that told
    status          enum('ok', 'provisional', 'missing') not null -- Of the month's readings
);
