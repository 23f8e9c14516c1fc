-- No row yet: the contract comes before what fills it.
select null as service, null as period, null as phone_change, null as face_change, null as web_change, null as saving_low_gbp, null as saving_high_gbp, null as fail_rate_low, null as fail_rate_high, null as recontact_low, null as recontact_high, null as basis, null as status
where false
