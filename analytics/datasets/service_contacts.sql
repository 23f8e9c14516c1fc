-- title: "Contacts from residents: calls, e-mails, visits to a desk, messages"
-- key: [service, area, channel, date, reason]
-- month: date
-- disclosure: event_count
-- retention: 84m

create table service_contacts (
    service              varchar, -- Services.service: LGSL id or slug
    area                 varchar, -- Areas.area: GSS code or place:<slug>
    channel              varchar, -- Channels.channel
    date                 date,    -- Day they were received
    reason               varchar, -- Why people made contact, in the source's words
    contacts             bigint,  -- Contacts handled [contacts]
    offered              bigint,  -- Calls that reached the queue [calls]
    answered             bigint,  -- Calls answered by a person [calls]
    abandoned            bigint,  -- Calls given up in the queue [calls]
    short_abandoned      bigint,  -- Of those abandoned, the ones given up under 5 seconds [calls]
    answered_in_standard bigint,  -- Answered inside the channel's response standard [contacts]
    assessed_contacts    bigint,  -- Contacts looked at for whether they could have been avoided [contacts]
    avoidable_contacts   bigint,  -- Of those assessed, the ones of low or no value to the customer (NI 14) [contacts]
    repeat_contacts      bigint,  -- Contacts about the same matter within 7 days [contacts]
    asked_resolved       bigint,  -- Contacts for which it was recorded whether they were resolved [contacts]
    resolved_first_time  bigint,  -- Of those, the ones resolved at once [contacts]
    wait_seconds_total   bigint,  -- Seconds waited, added over those answered [seconds]
    handle_seconds_total bigint,  -- Seconds of handling, added over those answered [seconds]
    sample_n             bigint   -- Contacts in the sample, where figures come from one [contacts]
);
