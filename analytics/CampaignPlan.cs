using Outcomes.Analytics.Effects;

namespace Outcomes.Analytics;

/// <summary>What a campaign to come could show at all, by the figures there are.</summary>
/// <param name="Where">The service and area, as readers know them.</param>
/// <param name="Text">The answer, a sentence a line.</param>
/// <param name="Asked">For the length asked for; null where the history cannot carry it.</param>
/// <param name="Shortest">The shortest campaign that would show what is worth having; null where none of up to 26 periods would.</param>
public sealed record CampaignPlan(string Where, IReadOnlyList<string> Text, Effects.Plan? Asked, Effects.Plan? Shortest)
{
    /// <summary>Answers from a snapshot of the lake.</summary>
    /// <param name="inputs">As for a publication; nothing is written.</param>
    /// <param name="measure">Measures.measure.</param>
    /// <param name="service">Services.service; null: all together.</param>
    /// <param name="area">Areas.area; null: all together.</param>
    /// <param name="weeks">How many weeks it is to run.</param>
    /// <param name="worth">Least change worth having, as a share.</param>
    /// <exception cref="ArgumentException">There is no such measure, or no figures of it there; the message says what is allowed.</exception>
    public static CampaignPlan Of(PublicationInputs inputs, string measure, string? service, string? area, int weeks, double worth)
    {
        var known = inputs.Measures.FirstOrDefault(one => one.Id == measure)
            ?? throw new ArgumentException($"No measure is named '{measure}'; allowed: {string.Join(", ", inputs.Measures.Select(one => one.Id))}.");
        if (known.Kind is not ("count" or "ratio"))
            throw new ArgumentException($"{known.Title} is a {known.Kind}, which cannot be judged by weeks; allowed: a measure of kind count or ratio.");
        if (weeks is < 1 or > 104)
            throw new ArgumentException($"--weeks is {weeks}; allowed: 1 to 104.");
        using var warehouse = Warehouse.Open(inputs.Lake, inputs.Datasets);
        var figures = new Figures(warehouse, inputs);
        var result = MeasureResult.Read(warehouse, known, Observed.ByArea);
        if (result.Failure is { } failure)
            throw new ArgumentException($"{known.Title} cannot be computed: {failure}");
        figures.RollUp(result);
        var judgements = new Judgements(warehouse, inputs.Measures, LocalDay.Of(inputs.AsOf));
        var history = judgements.History(result, new(service, area), [.. figures.Breaks(result).Select(one => one.From)], worth);
        if (history is null)
            throw new ArgumentException($"There are no figures of {known.Title} for {judgements.Places.NameOf(new(service, area))}; services with figures: "
                + $"{string.Join(", ", warehouse.Connection.Rows("select distinct service from combo order by service", row => row.GetString(0)))}.");
        var periods = history.Timeline.Grain == Grain.Week ? weeks : Math.Max(1, (int)Math.Round(weeks / 4.35));
        var (asked, shortest) = (Effects.Plan.Of(history, periods), Effects.Plan.Shortest(history));
        return new(judgements.Places.NameOf(new(service, area)), [.. Sentences(known, judgements.Places.NameOf(new(service, area)), history, periods, asked, shortest)], asked, shortest);
    }

    private static IEnumerable<string> Sentences(Measure measure, string where, Aim history, int periods, Effects.Plan? asked, Effects.Plan? shortest)
    {
        static string Percent(double value) => value.ToString(value >= 9.95 ? "0" : "0.0", System.Globalization.CultureInfo.InvariantCulture);
        var timeline = history.Timeline;
        yield return $"{measure.Title} in {where}: {timeline.Words(timeline.Count)} of figures, "
            + (history.Comparisons.Count > 0 ? $"compared with {string.Join(", ", history.Comparisons.Select(one => one.Name))}." : "with nothing to compare with.");
        yield return asked is null
            ? $"A campaign of {timeline.Words(periods)} could not be judged: it needs {timeline.Words(PlaceboInTime.HistoryNeeded(timeline.Grain, lasts: false, periods))} before its start, unbroken and without too many zeros or gaps."
            : $"A campaign of {timeline.Words(periods)}, watched for {timeline.Words(4)} more, would show a change of {Percent(asked.MinimumDetectable)} % or more about 8 times in 10, were it the only aim of its financial year (more aims ask for more); a smaller one would mostly not be told from chance.";
        if (asked is not null)
            yield return shortest is not null
                ? $"To show {Percent(100 * history.WorthDetecting)} % it would have to run {timeline.Words(shortest.Periods)}."
                : $"No campaign of up to {timeline.Words(26)} would show {Percent(100 * history.WorthDetecting)} %: {(history.Comparisons.Count > 0 ? "look for a larger change" : "keep areas or services without it, to compare with, or look for a larger change")}.";
    }
}
