-- title: "What each campaign did to each measure it aimed at, against what would have happened without it; filter current eq true for one row per aim"
-- key: [id]
-- month: none
-- disclosure: none

create table effects (
    id                  varchar not null,  -- 16 hex digits, the same for a judgement of an aim in every publication
    campaign            varchar not null,  -- Campaigns.campaign
    title               varchar not null,  -- The campaign's name, for people
    kind                enum('communication', 'service_change', 'event', 'price', 'closure') not null, -- What it was; only a communication may be worded "the campaign"
    measure             varchar not null,  -- Measures.measure it aimed at
    service             varchar not null,  -- Services.service; all: all together
    area                varchar not null,  -- Areas.area; all: all together
    audience            varchar not null,  -- For whom; all: everyone. Figures are not broken down by it
    role                enum('primary', 'secondary', 'guardrail') not null, -- Whether it is the aim, a further one, or what must not get worse
    expected            enum('increase', 'decrease') not null, -- Which way it should go
    judgement           bigint not null,   -- 1: the first, made once at judge_on; 2: made again because figures it rests on were restated
    restated            boolean not null,  -- Whether it was made again on restated figures; the first stays beside it
    "current"           boolean not null,  -- Whether it is the latest judgement of its aim
    judge_on            date,              -- Day on which it is judged
    judged_on           date,              -- Day of the publication that judged it; null: it is too early
    verdict             enum('too_early', 'not_assessed', 'increased', 'decreased', 'no_worthwhile_effect', 'insufficient_evidence') not null, -- What can be said
    intended            boolean,           -- Whether it went as declared; null: no change is claimed
    evidence            enum('strong', 'fair', 'limited', 'weak'), -- How much the verdict can bear; null without an estimate
    against             varchar,           -- What takes away from the evidence, separated by semicolons
    reason              varchar,           -- Why it is not assessed; null otherwise
    headline            varchar not null,  -- The verdict in a few words, as a page's first line
    finding             varchar not null,  -- The verdict in one paragraph, as it was when it was judged
    sentence            varchar not null,  -- The same and what is to be said of the registration; nothing may be said beyond it
    grain               enum('week', 'month'), -- Span of the periods it was judged by
    effect_from         date,              -- First day an effect may be seen
    effect_to           date,              -- Last day an effect is looked for
    history_from        date,              -- First day of the figures it rests on
    history_to          date,              -- Last day of the figures it rests on
    periods             bigint,            -- Periods it rests on [periods]
    coverage            double,            -- Of the periods looked at, those with a figure [share]
    unit                varchar not null,  -- What observed, counterfactual and effect are in
    observed            double,            -- Mean of a period while an effect may be seen; null: see verdict
    counterfactual      double,            -- Mean of such a period as expected without it
    effect              double,            -- Observed less counterfactual
    effect_low          double,            -- Its 95 % interval, lower end
    effect_high         double,            -- Its 95 % interval, upper end
    "percent"           double,            -- The effect as per cent of the counterfactual
    percent_low         double,            -- Its 95 % interval, lower end
    percent_high        double,            -- Its 95 % interval, upper end
    cumulative          double,            -- The effect added up over all periods, in whole units of the numerator
    cumulative_low      double,            -- Its 95 % interval, lower end
    cumulative_high     double,            -- Its 95 % interval, upper end
    p                   double,            -- Two-sided p of no effect; not for a director's page
    adjusted_p          double,            -- The same by Benjamini and Hochberg over the family
    family              varchar not null,  -- The financial year its campaign ends in, whose aims are judged together
    family_size         bigint not null,   -- How many aims the family has
    placebo_p           double,            -- Rank of the effect among those found at other times before the start, where there was none
    placebo_windows     bigint,            -- How many such times there are
    space_p             double,            -- Rank of the effect among those found in the comparisons; null: fewer than two
    minimum_detectable  double,            -- Least change that would have shown 8 times in 10, per cent
    worth_detecting     double not null,   -- Least change worth having, per cent
    standard_error      double,            -- Of the effect on the log scale
    newey_west_error    double,            -- The same by Newey and West; stored beside it, never decides
    method              varchar,           -- How it was estimated
    inputs              varchar,           -- What the regression was given
    inputs_hash         varchar,           -- SHA-256 of the figures and choices it rests on, in hex; null: it is too early
    comparison          enum('declared', 'matched', 'none') not null, -- Whether what it is compared with was declared, chosen by figures before the start only, or there is none
    compared_with       varchar,           -- The services or areas compared with, separated by semicolons
    cost_gbp            decimal(18, 4),    -- What the campaign cost when it was judged: hours at their rate and money; null: not known [GBP]
    cost_basis          varchar,           -- What the cost rests on: the resource ledger or what was declared; where it is not known, what to mend
    cost_per_outcome    double,            -- Cost per extra unit (per unit fewer, where that was intended), for an intended claim only [GBP]
    cost_per_outcome_low  double,          -- Least it may be [GBP]
    cost_per_outcome_high double,          -- Most it may be [GBP]
    saving_low          double,            -- Least staff time freed, not cash: contacts not needed at the unit costs of their channels; for intended claims of fewer contacts only [GBP]
    saving_high         double,            -- Most staff time freed, not cash [GBP]
    saving_basis        varchar,           -- Price year and origin of the unit costs used
    registration        enum('none', 'before', 'after', 'changed') not null, -- As in Campaigns
    registered_on       date,              -- Day the campaign was registered; null: it was not
    registration_hash   varchar,           -- SHA-256 of what was registered, in hex; null: it was not
    registration_kept   boolean,           -- Whether it still is as it was registered; null: it was not registered
    changed_on          date,              -- Day a change after the start was first seen; null: there was none
    changes             varchar            -- What differs from what was registered; null: nothing
);
