-- title: Days that are unlike others
-- key: [date, kind, name, area]
-- month: none
-- disclosure: none
-- retention: forever
-- strict: [kind]
-- precedence: [data_calendar]

create table calendar (
    date date,    -- The day
    kind enum('bank_holiday', 'school_holiday', 'pre_election', 'event'), -- What kind of day
    name varchar, -- What it is called
    area varchar  -- Where it holds; null: everywhere here
);
