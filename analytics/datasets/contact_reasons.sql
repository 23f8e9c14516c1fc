-- title: What a source's reasons for contact mean
-- key: [reason]
-- month: none
-- disclosure: none
-- retention: forever
-- strict: [code]
-- precedence: [data_contact_reasons]

create table contact_reasons (
    reason varchar, -- The reason, in the source's words
    code   enum('new_request', 'progress_chase', 'unclear_info', 'wrong_place', 'repeat_info', 'failed_online', 'premature_closure', 'complaint', 'other') -- What it means (National Indicator 14's examples)
);
