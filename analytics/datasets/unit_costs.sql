-- title: What one contact costs, by channel, and an hour of staff time
-- key: [channel, service, role, effective_from]
-- month: none
-- disclosure: none
-- retention: forever
-- strict: [basis, role]
-- precedence: [data_unit_costs]

create table unit_costs (
    channel        varchar,          -- Channels.channel; null: an hour of staff time
    service        varchar,          -- Services.service; null: any
    role           enum('publish', 'monitor', 'moderate', 'facilitate', 'create', 'analyse'), -- Of an hour, what the work is (resources.role); null: any
    effective_from date,             -- Day from which the cost is used
    gbp            decimal(18,4),    -- Cost of one [GBP]
    low            decimal(18,4),    -- Least it may be [GBP]
    high           decimal(18,4),    -- Most it may be [GBP]
    basis          enum('visit', 'call', 'contact', 'transaction', 'hour'), -- What one is; hour: of staff time, with channel null
    price_year     integer not null, -- Year whose prices it is in
    origin         varchar           -- Where the figure comes from
);
