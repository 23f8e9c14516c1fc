-- Where what a measure's rows say is gathered, until its figures are made: readings.sql adds to it, months at a time.
create or replace temp table said(
    span varchar, period date, grain varchar, combo ubigint, status status, given boolean, rows bigint,
    numerator bigint, denominator bigint, low bigint, high bigint, unbounded boolean, first_day date, last_day date);
create or replace temp table said_by_day(
    period date, grain varchar, label ubigint, status status, given boolean, rows bigint, numerator bigint, denominator bigint, low bigint, high bigint, unbounded boolean);
create or replace temp table named(combo ubigint, label ubigint, service varchar, area varchar, channel varchar, platform varchar, item varchar);
create or replace temp table apart(combo ubigint, grain varchar, month date, given boolean, dates date[]);
create or replace temp table made_from(month date, hash varchar, offending bigint[]);
