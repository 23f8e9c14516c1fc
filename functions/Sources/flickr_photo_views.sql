-- title: Flickr photos, their views together, read each day
-- dataset: social_post_days
-- http:
--   each: "select account, native_id from social_accounts where platform = 'flickr' and lifecycle = 'active'"
--   url: https://www.flickr.com/services/rest/
--   auth: {api_key: {query: api_key, value: "{{ secrets.api_key }}"}}
--   query: {method: flickr.people.getPublicPhotos, user_id: "{{ each.native_id }}", extras: "views,count_faves,count_comments", per_page: 500, format: json, nojsoncallback: 1}
--   records: "photos.photo[].{id: id, views: views, faves: count_faves, comments: count_comments}"
--   primary_key: [id]
--   paginate: {page_number: {query: page, start: 1}, stop_when: "photos.page >= photos.pages"}
--   errors:
--     - {body: "stat == 'fail'", do: fail, say: Flickr refuses the call}
-- columns: {views: integer, faves: integer, comments: integer}
-- schedule: "0 10 6 * * *"
-- absent: missing
-- mode: merge
-- owner: comms@council.example

select
    _each.account       as account,
    'all-photos'        as post,
    _as_at              as date,
    'photo'             as kind,
    'cumulative'        as value_kind,
    sum(views)          as views,
    sum(faves)          as likes,
    sum(comments)       as comments,
    list(_row)          as _row
from raw
group by all
