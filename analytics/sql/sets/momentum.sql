-- No row yet: the contract comes before what fills it.
select null as account, null as period, null as platform, null as service, null as area, null as members_start, null as members, null as members_on, null as change, null as joins, null as leaves, null as churn, null as contributors, null as activation, null as momentum, null as peak, null as peak_on, null as drawdown, null as trough, null as rebound, null as alert, null as alert_note, null as shrank_because, null as shrank_note, null as status
where false
