-- title: Decidim participation, by process and day
-- dataset: participation
-- http:
--   url: "{{ settings.site }}/api"
--   body:
--     json: '{"query": "{ participatoryProcesses { slug components { ... on Proposals { proposals(first: 50, after: \"{{ cursor.next }}\") { pageInfo { hasNextPage endCursor } edges { node { publishedAt state voteCount totalCommentsCount } } } } ... on Meetings { meetings(first: 50, after: \"{{ cursor.next }}\") { pageInfo { hasNextPage endCursor } edges { node { startTime attendeeCount } } } } } } }"}'
--   records: "data.participatoryProcesses[].{slug: slug, proposals: components[].proposals.edges[].node, meetings: components[].meetings.edges[].node}"
--   paginate: {cursor: {from: "data.participatoryProcesses[].components[].[proposals, meetings][] | [?pageInfo.hasNextPage].pageInfo.endCursor | [0]"}}   # 50 is all that Decidim gives; its cursors count from the start, the same in every list
--   errors:
--     - {body: errors, do: fail, say: Decidim refuses the query}
-- schedule: "0 0 4 * * *"
-- absent: zero
-- mode: replace
-- owner: democracy@council.example

with happened as (
    select slug, unnest(from_json_strict(proposals, '[{"publishedAt":"VARCHAR","state":"VARCHAR","voteCount":"BIGINT","totalCommentsCount":"BIGINT"}]')) as p, null as m, _row from raw
    union all
    select slug, null, unnest(from_json_strict(meetings, '[{"startTime":"VARCHAR","attendeeCount":"BIGINT"}]')), _row from raw
)
select
    slug                                                            as process,
    coalesce(left(p.publishedAt, 10), left(m.startTime, 10))::date  as date,        -- votes and comments count on the day their proposal was published
    'decidim'                                                       as platform,
    count(p)                                                        as proposals,
    coalesce(sum(p.voteCount), 0)                                   as votes,
    coalesce(sum(p.totalCommentsCount), 0)                          as comments,
    coalesce(sum(m.attendeeCount), 0)                               as attendees,
    count(*) filter (p.state = 'accepted')                          as adopted,
    list(distinct _row)                                             as _row
from happened
where coalesce(p.publishedAt, m.startTime) is not null
group by all
