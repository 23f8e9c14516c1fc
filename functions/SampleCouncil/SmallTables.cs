using System.Globalization;
using System.Text;

namespace Outcomes.Functions;

/// <summary>The council's small tables whose days move with the history, and the truth about the campaigns.</summary>
internal static class SmallTables
{
    /// <summary>data/campaigns.csv, campaign_aims.csv, objectives.csv and calendar.csv for the product; planted.csv for whoever checks it.</summary>
    public static IEnumerable<ExportFile> Of(Town town)
    {
        var campaigns = new StringBuilder("campaign,title,kind,objective,audiences,platforms,starts_on,ends_on,cost_gbp\n");
        var aims = new StringBuilder("campaign,measure,service,area,audience,role,expected,lag_days,worth_detecting,comparison_services,comparison_areas\n");
        var planted = new StringBuilder("campaign,figure,service,channel,ward,from,to,factor\n");
        foreach (var campaign in town.Campaigns)
        {
            campaigns.Append($"{campaign.Campaign},{campaign.Title},{campaign.Kind},{Objective(campaign.Aim.Measure)},residents,{campaign.Platforms},{Town.Iso(campaign.From)},{Town.Iso(campaign.To)},{campaign.Cost}\n");
            aims.Append($"{campaign.Campaign},{campaign.Aim.Measure},{campaign.Aim.Service},{campaign.Aim.Area},residents,primary,{campaign.Aim.Expected},0,0.10,"
                + $"{(campaign.Aim.Area.Length == 0 ? campaign.Comparisons : "")},{(campaign.Aim.Area.Length == 0 ? "" : campaign.Comparisons)}\n");
            foreach (var effect in campaign.Effects)
                planted.Append($"{campaign.Campaign},{effect.Figure},{effect.Service},{effect.Channel},{effect.Ward},{Town.Iso(campaign.From)},{(effect.Lasting ? "" : Town.Iso(campaign.To))},{effect.Factor.ToString(CultureInfo.InvariantCulture)}\n");
        }
        var calendar = new StringBuilder("date,kind,name,area\n");
        foreach (var (day, name) in Enumerable.Range(town.From.Year, town.Until.Year - town.From.Year + 2).SelectMany(BankHolidays.In))
            calendar.Append($"{Town.Iso(day)},bank_holiday,{name},X08000001\n");
        var march = new DateOnly(town.Until.Month > 3 ? town.Until.Year + 1 : town.Until.Year, 3, 31);
        return
        [
            new("data/campaigns.csv", campaigns.ToString()),
            new("data/campaign_aims.csv", aims.ToString()),
            new("data/objectives.csv", "objective,title,purpose,measure,service,area,baseline,target,target_date,path,owner\n"
                + $"digital-waste,More bin reports made online,change,digital_contact_share,waste,,0.70,0.80,{Town.Iso(march)},straight,customer@sampleton.example\n"
                + $"fewer-empty-places,Fewer empty places in classes,change,attendance_rate,leisure,,0.80,0.86,{Town.Iso(march)},straight,leisure@sampleton.example\n"),
            new("data/calendar.csv", calendar.ToString()),
            new("planted.csv", planted.ToString()),
        ];
    }

    private static string Objective(string measure) =>
        measure switch { "digital_contact_share" => "digital-waste", "attendance_rate" => "fewer-empty-places", _ => "" };
}
