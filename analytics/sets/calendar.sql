-- title: Every day of the April years that figures fall in
-- key: [date]
-- month: none
-- disclosure: none

create table calendar (
    date              date not null,    -- The day
    weekday           integer not null, -- 1, Monday, to 7, Sunday
    week              date not null,    -- Monday of its ISO week
    iso_week          integer not null, -- ISO week, 1 to 53
    iso_year          integer not null, -- Year that the ISO week belongs to: that of its Thursday
    month             date not null,    -- First day of the month
    month_number      integer not null, -- 1, January, to 12
    quarter           date not null,    -- First day of the quarter
    year              integer not null, -- Calendar year
    financial_year    date not null,    -- The 1 April it starts on
    financial_label   varchar not null, -- Financial year as people write it, such as 2023-24
    financial_quarter integer not null, -- 1, April to June, to 4
    financial_month   integer not null, -- 1, April, to 12
    bank_holiday      boolean,          -- Whether it is one; null: the council's calendar holds none, here and in the next two
    school_holiday    boolean,          -- Whether schools are closed
    pre_election      boolean,          -- Whether it falls in a pre-election period
    holiday_name      varchar           -- Name of the bank holiday
);
