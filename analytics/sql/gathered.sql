-- What is gathered of all measures of a publication, whichever lane makes them, for the sets around the figures.
create schema if not exists gathered;

-- The members and the days that dimension sets must hold.
create or replace table gathered.used(dimension varchar, member varchar);
create or replace table gathered.used_period(first_day date, last_day date);

-- Where the objectives expected a measure to be (targets.sql).
create or replace table gathered.objective_expected(objective varchar, period date, value double, status varchar, expected double);
