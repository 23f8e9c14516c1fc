-- title: Published figures of other councils, never mixed with own measures
-- key: [metric, area, from_date, to_date]
-- month: none
-- disclosure: none
-- retention: forever
-- precedence: [data_benchmarks]

create table benchmarks (
    metric       varchar, -- The publisher's name of the figure
    area         varchar, -- Areas.area: GSS code or place:<slug>
    from_date    date,    -- First day of its period
    to_date      date,    -- Last day of its period
    value        double,  -- The figure, in its unit
    numerator    double,  -- What was counted
    denominator  double,  -- What it is a share or rate of
    unit         varchar, -- What value is in
    published_on date     -- Day it was published
);
