using DuckDB.NET.Data;
using MathNet.Numerics.Distributions;

namespace Outcomes.Analytics.Effects;

/// <summary>What moved together: activity online and outcomes some weeks later, for every service and measure at once, corrected for having looked everywhere.</summary>
/// <remarks>
/// Both lose trend, season and holidays by least squares; then the activity's own memory is filtered out of both (<see cref="CrossCorrelation.Prewhitened"/>, the order by
/// AIC), so that r√n is about normal where nothing links them. Adjusted by Benjamini and Yekutieli, since the pairs share series. An association, never an effect.
/// </remarks>
internal sealed class Associations(Judgements judgements)
{
    private const int LongestLag = 8, FewestWeeks = 60, HighestOrder = 4;

    private static readonly string[] Judged = ["outcome", "impact"];

    private readonly List<Tried> tried = [];
    private Dictionary<(string? Service, string Activity), SortedDictionary<DateOnly, double>>? activity;

    /// <summary>Tries a measure whose rows have just been rolled up, service by service.</summary>
    public void Observe(DuckDBConnection duck, MeasureResult result)
    {
        if (!Judged.Contains(result.Measure.Stage) || result.Measure.Kind is not ("count" or "ratio") || (activity ??= Activity(duck)).Count == 0)
            return;
        var services = duck.Rows("select distinct service from combo where service not in ('not_broken_down', 'unknown') order by service", row => new Slice(row.GetString(0), null));
        foreach (var (slice, figures) in Judgements.Read(duck, result, services).Where(one => !one.Value.IsEmpty && one.Value.Grain == Grain.Week))
            foreach (var kind in activity.Keys.Select(key => key.Activity).Distinct().Order(StringComparer.Ordinal))
                // A service's own accounts; where it has none, those of the whole council.
                if (activity.TryGetValue((slice.Service, kind), out var own) || activity.TryGetValue((null, kind), out own))
                    Try(result.Measure, slice, figures, kind, own);
    }

    /// <summary>Everything tried, as rows of the set Associations.</summary>
    public IEnumerable<object> Rows()
    {
        var adjusted = Multiplicity.BenjaminiYekutieli([.. tried.Select(one => one.P)]);
        return tried.Zip(adjusted, (one, p) => new
        {
            Id = PublishedEffects.IdOf(one.Activity, one.Measure.Id, one.Slice.Service!, $"{one.Lag}"),
            one.Activity,
            Measure = one.Measure.Id,
            one.Slice.Service,
            one.Lag,
            one.Correlation,
            one.P,
            AdjustedP = p,
            Tried = tried.Count,
            one.Weeks,
            Associated = p <= 0.05,
            Label = "association",
            Sentence = p <= 0.05 ? Sentence.OfAssociation(Name(one.Activity), $"{one.Measure.Title.ToLowerInvariant()} in {judgements.Places.NameOf(one.Slice)}", one.Lag)
                : $"{Name(one.Activity)} and {one.Measure.Title.ToLowerInvariant()} in {judgements.Places.NameOf(one.Slice)} were not seen to move together, {one.Lag} weeks apart.",
        });
    }

    private static string Name(string activity) => activity switch { "posts" => "Posts", "link_clicks" => "Clicks on links", _ => "Reach" };

    private void Try(Measure measure, Slice slice, SliceFigures figures, string kind, SortedDictionary<DateOnly, double> active)
    {
        var first = figures.First(Grain.Week);
        var last = active.Keys.Last();
        if (last < first)
            return;
        var timeline = new Timeline(Grain.Week, first, ((last.DayNumber - first.DayNumber) / 7) + 1);
        var outcome = figures.Over("", timeline, measure.Kind == "ratio");
        var (from, length) = LongestRun(timeline, week => outcome.Log(week) is not null && active.ContainsKey(timeline.Start(week)));
        if (length < FewestWeeks)
            return;
        var weeks = Enumerable.Range(from, length).ToArray();
        var others = Terms(timeline, weeks);
        var x = Left(others, Array.ConvertAll(weeks, week => active[timeline.Start(week)]));
        var y = Left(others, Array.ConvertAll(weeks, week => outcome.Log(week)!.Value));
        if (x is null || y is null)
            return;
        var order = OrderOf(x);
        var (correlations, _) = CrossCorrelation.Prewhitened(x, y, order, LongestLag);
        for (var lag = 0; lag <= LongestLag; lag++)
        {
            var r = correlations[LongestLag + lag];
            tried.Add(new(kind, measure, slice, lag, r, Math.Min(1, 2 * Normal.CDF(0, 1, -Math.Abs(r) * Math.Sqrt(length - order))), length - order));
        }
    }

    private Design Terms(Timeline timeline, int[] weeks)
    {
        var x = new Design(weeks.Length).With("constant", _ => 1).With("trend", row => row / (double)weeks.Length);
        for (var k = 1; k <= 2; k++)
        {
            double Angle(int row) => 2 * Math.PI * k * (timeline.Start(weeks[row]).DayNumber + 3) / 365.25;
            x = x.With($"sin {k}", row => Math.Sin(Angle(row))).With($"cos {k}", row => Math.Cos(Angle(row)));
        }
        foreach (var (name, values) in judgements.Places.Calendar(timeline))
            x = x.With(name, row => values[weeks[row]]);
        return x.Independent(out _);
    }

    /// <summary>What trend, season and holidays leave of a series; null where that is nothing.</summary>
    private static double[]? Left(Design others, double[] values)
    {
        var left = LinearFit.Of(others, values).Residuals(others, values);
        return Design.Dot(left, left) > 1e-12 * Design.Dot(values, values) ? left : null;
    }

    /// <summary>The order of autoregression, 1 to 4, of least n ln σ² + 2p.</summary>
    private static int OrderOf(double[] x) => Enumerable.Range(1, HighestOrder).MinBy(order =>
    {
        var weights = CrossCorrelation.YuleWalker(x, order);
        var squares = Enumerable.Range(HighestOrder, x.Length - HighestOrder).Sum(t => Math.Pow(x[t] - weights.Select((weight, i) => weight * x[t - i - 1]).Sum(), 2));
        return ((x.Length - HighestOrder) * Math.Log(squares)) + (2 * order);
    });

    private static (int From, int Length) LongestRun(Timeline timeline, Func<int, bool> there)
    {
        var (best, start) = ((From: 0, Length: 0), 0);
        for (var week = 0; week <= timeline.Count; week++)
            if (week == timeline.Count || !there(week))
            {
                if (week - start > best.Length)
                    best = (start, week - start);
                start = week + 1;
            }
        return best;
    }

    /// <summary>Log activity by week of the accounts of each service, and of those of no one service; a week in which any of them was not collected is missing.</summary>
    /// <remarks>Posts and clicks add up. Reach never does: it is the mean over accounts of the log of a usual day's.</remarks>
    private static Dictionary<(string? Service, string Activity), SortedDictionary<DateOnly, double>> Activity(DuckDBConnection duck)
    {
        var rows = duck.Rows(Figures.Sql("activity"), row => (Service: row.IsDBNull(0) ? null : row.GetString(0), Account: row.GetString(1), Day: DateOnly.FromDateTime(row.GetDateTime(2)),
                Counts: Enumerable.Range(3, 3).Select(column => row.IsDBNull(column) ? (double?)null : row.GetInt64(column)).ToArray()));
        var series = new Dictionary<(string?, string), SortedDictionary<DateOnly, double>>();
        string[] kinds = ["posts", "link_clicks", "reach"];
        foreach (var service in rows.GroupBy(row => row.Service))
            for (var kind = 0; kind < kinds.Length; kind++)
            {
                var accounts = service.GroupBy(row => row.Account).Select(account => Weekly(account.Where(row => row.Counts[kind] is not null).ToDictionary(row => row.Day, row => row.Counts[kind]))).Where(weeks => weeks.Count > 0).ToArray();
                if (accounts.Length == 0)
                    continue;
                var reach = kinds[kind] == "reach";
                var common = accounts.Select(weeks => weeks.Keys.AsEnumerable()).Aggregate((one, other) => one.Intersect(other)).ToArray();
                if (common.Length > 0)
                    series[(service.Key, kinds[kind])] = new(common.ToDictionary(week => week, week =>
                        reach ? accounts.Average(weeks => Math.Log((weeks[week] / 7) + 1)) : Math.Log(accounts.Sum(weeks => weeks[week]) + 1)));
            }
        return series;
    }

    private static Dictionary<DateOnly, double> Weekly(Dictionary<DateOnly, double?> days)
    {
        if (days.Count == 0)
            return [];
        var monday = SliceFigures.StartOf(Grain.Week, days.Keys.Min());
        var totals = WeeklyTotals.Of([.. Enumerable.Range(0, days.Keys.Max().DayNumber - monday.DayNumber + 1).Select(day => days.GetValueOrDefault(monday.AddDays(day)))]);
        return Enumerable.Range(0, totals.Length).Where(week => totals[week] is not null).ToDictionary(week => monday.AddDays(7 * week), week => totals[week]!.Value);
    }

    private sealed record Tried(string Activity, Measure Measure, Slice Slice, int Lag, double Correlation, double P, int Weeks);
}
