-- title: This one and those before it that are kept
-- key: [publication]
-- month: none
-- disclosure: none

create table publications (
    publication   varchar not null,     -- Id, in the order of as_of
    as_of         timestamptz not null, -- The time its figures are made for [UTC]
    created       timestamptz not null, -- When it was made [UTC]
    restated_from date,                 -- First period with a figure that the publication before gave differently; null: none
    "rows"        bigint not null       -- Figures in it [rows]
);
