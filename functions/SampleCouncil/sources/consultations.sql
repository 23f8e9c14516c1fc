-- title: Consultations, by month (invented)
-- dataset: participation
-- files: exports/consultations/consultations.csv
-- format: {csv: {delimiter: ","}}
-- columns: {Took part: integer, Proposals: integer, Votes: integer, Comments: integer, Adopted: integer}
-- absent: zero
-- schedule: "0 0 6 * * *"
-- mode: replace
-- owner: democracy@sampleton.example

select
    Consultation                    as process,
    strptime(Month, '%Y-%m')::date  as date,
    'month'                         as grain,
    'sampleton_says'                as platform,
    "Took part"                     as participants,
    Proposals                       as proposals,
    Votes                           as votes,
    Comments                        as comments,
    Adopted                         as adopted,
    _row
from raw
