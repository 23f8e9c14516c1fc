-- title: Totals that a source tells beside its rows, such as a printed footer or a return, to hold what was brought in against
-- key: [source, dataset, column_name, from_date, to_date, service, area, channel]
-- month: none
-- disclosure: none
-- retention: forever
-- strict: [level]
-- precedence: [data_control_totals]

create table control_totals (
    source      varchar,              -- The source whose rows should add up to it
    dataset     varchar,              -- The dataset they are in
    column_name varchar,              -- The column that is added up, such as contacts
    from_date   date,                 -- First day of the rows
    to_date     date,                 -- Last day of the rows; a total is looked at once it is over
    service     varchar,              -- Services.service; null: all together
    area        varchar,              -- Areas.area as the rows name it; null: all together
    channel     varchar,              -- Channels.channel; null: all together
    total       decimal(18,4),        -- What the source tells
    tolerance   decimal(18,4),        -- How far rows may lie from it; null: not at all
    level       enum('warn', 'fail'), -- What a difference does: warn, or hold back the figures made of the dataset (null too)
    origin      varchar               -- Where it is told, such as a page or a footer
);
