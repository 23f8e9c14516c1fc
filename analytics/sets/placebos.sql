-- title: "Was it chance? What each judgement of Effects finds when its campaign is moved to times before it, when nothing was done; without when"
-- key: [effect, rank]
-- month: none
-- disclosure: none

create table placebos (
    effect      varchar not null,  -- Effects.id
    campaign    varchar not null,  -- Campaigns.campaign
    measure     varchar not null,  -- Measures.measure
    service     varchar not null,  -- Services.service
    area        varchar not null,  -- Areas.area
    "rank"      bigint not null,   -- 1: the lowest
    "percent"   double not null,   -- What was found, per cent of what would have been, by least squares; of people in whole per cent
    is_campaign boolean not null,  -- The campaign where it was; false: moved to another time
    as_large    boolean not null   -- Whether it is as far from nothing as the campaign's own, up or down
);
