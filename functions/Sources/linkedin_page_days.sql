-- title: LinkedIn pages, by day
-- dataset: social_account_days
-- http:
--   each: "select account, native_id from social_accounts where platform = 'linkedin' and lifecycle = 'active'"
--   url: "https://api.linkedin.com/rest/organizationalEntityShareStatistics?q=organizationalEntity&organizationalEntity=urn%3Ali%3Aorganization%3A{{ each.native_id }}&timeIntervals=(timeRange:(start:{{ window.starts_at | date: '%s' }}000,end:{{ window.ends_at | date: '%s' }}000),timeGranularityType:DAY)"
--   auth: {oauth2: {token_url: https://www.linkedin.com/oauth/v2/accessToken, client_id: "{{ secrets.client_id }}", client_secret: "{{ secrets.client_secret }}", refresh_token: "{{ secrets.refresh_token }}"}}
--   headers: {LinkedIn-Version: "202601", X-Restli-Protocol-Version: 2.0.0}
--   records: "elements[].{start: timeRange.start, impressions: totalShareStatistics.impressionCount, reach: totalShareStatistics.uniqueImpressionsCount, clicks: totalShareStatistics.clickCount, likes: totalShareStatistics.likeCount, comments: totalShareStatistics.commentCount, shares: totalShareStatistics.shareCount}"
--   paginate: {none: true}
--   window: {by: date, step: 90d, history: 365d}
--   day_ends: UTC
-- columns: {start: integer, impressions: integer, reach: integer, clicks: integer, likes: integer, comments: integer, shares: integer}
-- schedule: "0 0 6 * * *"
-- lookback: 3d
-- absent: zero
-- mode: replace
-- owner: comms@council.example

select
    _each.account                           as account,
    make_timestamp(start * 1000)::date      as date,
    impressions                             as impressions,
    reach                                   as reach,
    clicks                                  as link_clicks,
    likes + comments + shares + clicks      as engagements,
    _row
from raw
