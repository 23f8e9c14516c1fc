-- No row yet: the contract comes before what fills it.
select null as account, null as platform, null as handle, null as url, null as owner_type, null as audience, null as hosting, null as service, null as area, null as opened_on, null as closed_on, null as lifecycle, null as members, null as active_per_day, null as posts_28d, null as last_post, null as last_reading, null as hours_12m, null as cost_12m_gbp, null as cost_per_active, null as use, null as note
where false
