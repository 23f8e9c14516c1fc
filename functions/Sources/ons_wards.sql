-- title: Wards of the council, by the Open Geography Portal of the ONS
-- dataset: areas
-- http:
--   url: https://services1.arcgis.com/ESMARspQHYMw9BZ9/arcgis/rest/services/WD24_LAD24_UK_LU/FeatureServer/0/query
--   query: {where: "LAD24CD='{{ settings.district }}'", outFields: "WD24CD,WD24NM,LAD24CD", returnGeometry: "false", f: json, resultRecordCount: 1000}
--   records: "features[].attributes.{code: WD24CD, name: WD24NM, parent: LAD24CD}"
--   paginate: {offset: {query: resultOffset, size: 1000}}
--   errors:
--     - {body: error, do: fail, say: The portal refuses the query}
-- schedule: "0 0 3 1 * *"
-- mode: merge
-- owner: performance@council.example

select
    code        as area,
    name        as name,
    'ward'      as type,
    parent      as parent,
    _row
from raw
