-- title: LG Inform Plus, published figures of this and other councils
-- dataset: benchmarks
-- http:
--   each: "select metric, area from data.lg_inform_metrics"
--   url: https://webservices.esd.org.uk/data.json
--   auth: {hmac: {key_query: ApplicationKey, key: "{{ secrets.application_key }}", secret: "{{ secrets.secret }}", signature_query: Signature, hash: sha1, signs: address}}
--   query: {value.valueType: raw, metricType: "{{ each.metric }}", area: "{{ each.area }}", period: "latest:8"}
--   records: "rows[].{area: area.identifier, values: values}"
--   paginate: {none: true}
-- schedule: "0 0 3 * * 1"
-- mode: merge
-- owner: performance@council.example

with figure as (
    select _each.metric as metric, area, unnest(from_json_strict("values", '[{"value":"DOUBLE","period":{"from":"VARCHAR","to":"VARCHAR"},"published":"VARCHAR"}]')) as v, _row
    from raw
)
select
    metric                  as metric,
    area                    as area,
    v.period."from"::date   as from_date,
    v.period."to"::date     as to_date,
    v.value                 as value,
    v.published::date       as published_on,
    _row
from figure
where v.value is not null
