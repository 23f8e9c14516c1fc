using System.Globalization;

namespace Outcomes.Functions.Dashboard;

/// <summary>The pictures of a judgement: what was observed against what was expected, and what is found where nothing was done.</summary>
public static class CampaignCharts
{
    private const int MostPeriods = 400, MostPlacebos = 1000;

    /// <summary>Observed and expected, with the band; null: the feed has no series of it.</summary>
    /// <param name="reader">The feed.</param>
    /// <param name="effect">The judgement.</param>
    /// <param name="about">Its measure and where, for people.</param>
    public static Chart? Series(FeedReader reader, FeedRow effect, string about)
    {
        var rows = reader.Rows("EffectSeries", $"$filter=effect eq {FeedReader.Literal(effect.Word("id"))}&$orderby=period", MostPeriods);
        if (rows.Count == 0)
            return null;
        ChartSeries Line(string name, string column, string role, bool band = false) => new(name,
            [.. rows.Select(row => new ChartPoint(row.Day("period")!.Value.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), Words.Day(row.Day("period")), row.Number(column),
                row.Number(column) is null ? "missing" : null, band ? row.Number("lower") : null, band ? row.Number("upper") : null))], role);
        return new(
            Overview.ChangeOf(effect) is { } change ? Words.Of("campaigns.findingChange", about, change) : Words.Of("campaigns.finding", about),
            Words.Of("campaigns.chart", about), "band", Words.Of($"campaigns.{effect.Text("grain") ?? "week"}"), "#,##0.##",
            rows[0].Truth("is_index") is true ? Words.Of("campaigns.index") : rows[0].Word("unit"),
            [Line(Words.Of("campaigns.observed"), "observed", "observed"), Line(Words.Of("campaigns.expected"), "expected", "expected", band: true)])
        {
            Marks = effect.Day("effect_from") is { } from ? [new(from, Words.Of("campaigns.effectFrom"))] : [],
        };
    }

    /// <summary>The effect among those found at other times before it; null: the feed has none.</summary>
    public static Chart? Placebos(FeedReader reader, FeedRow effect)
    {
        var rows = reader.Rows("Placebos", $"$filter=effect eq {FeedReader.Literal(effect.Word("id"))}&$orderby=rank", MostPlacebos);
        if (rows.Count == 0)
            return null;
        var (times, asLarge) = (rows.Count - 1, rows.Count(row => row.Truth("as_large") is true && row.Truth("is_campaign") is false));
        ChartSeries Dots(string name, string role, bool isCampaign) => new(name, [.. rows.Where(row => row.Truth("is_campaign") == isCampaign)
            .Select(row => new ChartPoint(row.Shown("rank"), row.Shown("rank"), row.Number("percent") / 100))], role);
        return new(
            Words.Of(asLarge == 0 ? "campaigns.placeboTitle.none" : "campaigns.placeboTitle", times, asLarge), Words.Of("campaigns.placeboChart", times), "dots", Words.Of("campaigns.placeboRank"),
            "+0.# %;−0.# %;0 %", Words.Of("campaigns.placeboUnit"),
            [Dots(Words.Of("campaigns.placeboThen"), "before", isCampaign: false), Dots(Words.Of("campaigns.placeboNow"), "observed", isCampaign: true)]);
    }
}
