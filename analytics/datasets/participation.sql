-- title: "Taking part in decisions: consultations, petitions, budgets, by day"
-- key: [process, date]
-- month: date
-- disclosure: person_count
-- retention: 120m

create table participation (
    process      varchar, -- The consultation, petition or budget
    date         date,    -- The day
    platform     varchar, -- Platforms.platform it ran on
    participants bigint,  -- People who took part; never added over days [people]
    proposals    bigint,  -- Proposals made [proposals]
    votes        bigint,  -- Votes cast [votes]
    comments     bigint,  -- Comments made [comments]
    attendees    bigint,  -- People who came to its meetings [people]
    adopted      bigint   -- Proposals adopted by the council [proposals]
);
