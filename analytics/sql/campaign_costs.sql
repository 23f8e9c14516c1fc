-- What each campaign cost by today, and what that rests on: campaign, gbp, low, high, basis. Reads resources, campaigns,
-- campaign_flights, unit_costs and moment. The resource ledger comes first: money, and hours at the rate of their day. What was declared stands in for
-- money the ledger does not tell, and for the whole where the ledger begins after the campaign did, since a part is not its cost. Hours without a rate and anything below 0 leave the cost unknown; basis then says what to mend.
with line as (
    select r.campaign, r.date, coalesce(r.role::varchar, 'no role') as role, r.hours, r.cost_gbp, rate.gbp, rate.low, rate.high,
        concat('£', rate.gbp::decimal(18, 2), ' in ', rate.price_year, ' prices (', coalesce(rate.origin, 'origin not said'), ')') as said
    from resources as r
    left join hour_rate() as rate on rate.role is not distinct from r.role and r.date >= rate.effective_from and r.date < rate.until
    where r.campaign is not null and r.date <= (select today from moment)
),
ledger as (
    select
        campaign,
        sum(hours) as hours,
        sum(cost_gbp) as money,
        sum(hours * gbp) as worth,
        sum(hours * low) as worth_low,
        sum(hours * high) as worth_high,
        string_agg(distinct said, ' and ' order by said) filter (hours > 0) as said,
        count(*) filter (hours < 0 or cost_gbp < 0 or (hours > 0 and least(gbp, low) < 0)) as below,
        sum(hours) filter (gbp is null) as unpriced,
        string_agg(distinct role, ', ' order by role) filter (hours > 0 and gbp is null) as roles,
        min(date) filter (hours > 0 and gbp is null) as since
    from line
    group by campaign
),
declared as (
    select campaign, starts_on, coalesce(cost_gbp, (select sum(spend_gbp) from campaign_flights as flight where flight.campaign = campaigns.campaign)) as money
    from campaigns
    where campaign is not null
),
known as (
    select
        declared.campaign, declared.money as declared, ledger.* exclude (campaign),
        coalesce(ledger.hours, ledger.money) is not null and begun.first_day > declared.starts_on as late,
        coalesce(ledger.hours, ledger.money) is not null and not late as told,
        case when late then declared.money else coalesce(ledger.money, declared.money) end as spent,
        concat('the resource ledger begins on ', begun.first_day, ', after it did') as lateness,
        case
            when late and declared.money is null then concat(lateness, ', and no sum is declared: give cost_gbp in data/campaigns.csv')
            when late and declared.money >= 0 then null
            when ledger.below > 0 then concat('the resource ledger has ', ledger.below, case ledger.below when 1 then ' row' else ' rows' end, ' of it with hours, money or a rate below 0: correct them where they come from')
            when ledger.unpriced > 0 then concat(regexp_replace(round(ledger.unpriced, 2)::varchar, '\.?0+$', ''), ' hours of the resource ledger (', ledger.roles, ') have no rate: give data/unit_costs.csv a row with basis hour and effective_from by ', ledger.since)
            when coalesce(ledger.money, declared.money) < 0 then 'what was declared is below 0: correct cost_gbp in data/campaigns.csv'
        end as fault
    from declared left join ledger using (campaign) cross join (select min(date) as first_day from resources) as begun
)
select
    campaign,
    case when fault is null then case when told then coalesce(worth, 0) + coalesce(spent, 0) else spent end end::decimal(18, 4) as gbp,
    case when fault is null then case when told then coalesce(worth_low, 0) + coalesce(spent, 0) else spent end end::decimal(18, 4) as low,
    case when fault is null then case when told then coalesce(worth_high, 0) + coalesce(spent, 0) else spent end end::decimal(18, 4) as high,
    case
        when fault is not null then fault
        when late then concat('money as declared; ', lateness)
        when not told and spent is not null then 'money as declared; the resource ledger says nothing of it'
        when told then concat(
            'by the resource ledger: ',
            case when hours is null then 'no hours told' else concat(regexp_replace(round(hours, 2)::varchar, '\.?0+$', ''), ' hours', ' at ' || said) end,
            case
                when money is not null then concat(', £', money::decimal(18, 2), ' spent')
                when declared is not null then concat('; £', declared::decimal(18, 2), ' spent as declared')
                else '; no money told'
            end)
    end as basis
from known
