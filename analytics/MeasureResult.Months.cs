using System.Text.RegularExpressions;

namespace Outcomes.Analytics;

public sealed partial record MeasureResult
{
    /// <summary>Fewer bytes than this are read at once: cutting them costs more than it saves.</summary>
    private const long WorthCutting = 4_000_000;

    /// <summary>So many months at once: their groups fit a processor's cache.</summary>
    private const int MonthsAtOnce = 6;

    /// <summary>Days from the first up to, not including, the other; null: without end.</summary>
    private readonly record struct Span(DateOnly? From, DateOnly? Until)
    {
        public bool IsWhole => this is { From: null, Until: null };
    }

    /// <summary>Runs the measure, a few months at a time where that cannot matter, and gathers what its rows say.</summary>
    /// <param name="warehouse">Where it runs.</param>
    /// <param name="query">Its SELECT.</param>
    /// <param name="observed">How effects look at it.</param>
    /// <param name="run">Makes <c>result</c> of a span and judges it.</param>
    private MeasureResult ReadMonths(Warehouse warehouse, SqlTree query, Observed observed, Func<Span, MeasureResult> run)
    {
        var spans = Spans(warehouse, query);
        var together = KeptTogether(warehouse);
        while (true)
        {
            var readings = new Readings(warehouse.Beside, Measure, together ? Readings.Labelled(Measure, observed) : null, observed is not Observed.Not, SilenceIsMissing(warehouse));
            var judged = this;
            var rows = 0L;
            foreach (var span in spans)
            {
                judged = run(span);
                rows += judged.Rows;
                // What is found in some months is not yet all that there is to find.
                if (spans.Count > 1 && !judged.IsClean)
                    break;
                readings.Add();
                if (together && readings.NotOffering())
                    break;
            }
            if (spans.Count > 1 && !judged.IsClean)
                spans = [new(null, null)];
            else if (together && readings.NotOffering())
                together = false;
            else
                return judged with { Rows = rows };
        }
    }

    /// <summary>
    /// The spans a measure is computed in: by months where it takes over the day of its rows, says how far it looks back, and its checks look at
    /// one row at a time; else all at once. The first and the last have no end, so that no row is lost.
    /// </summary>
    private List<Span> Spans(Warehouse warehouse, SqlTree query)
    {
        var dated = warehouse.Datasets.Where(dataset => dataset.IsDated && Reads.Contains(dataset.Name)).ToArray();
        var files = warehouse.Files.Where(file => dated.Any(dataset => dataset.Name == file.Dataset)).ToArray();
        if (Measure.Kind is not ("count" or "ratio") || Measure.LookbackDays is not { } lookback || !query.PassesOn("date")
            || (lookback == 0 && Window().IsMatch(Measure.Sql)) || dated.Any(dataset => dataset.Column("value_kind") is not null) || !Measure.Checks.All(check => OfOneRow().IsMatch(check.Sql))
            || files.Sum(file => new FileInfo(file.LocalPath).Length) < WorthCutting)
            return [new(null, null)];
        var months = files.Select(file => DateOnly.ParseExact($"{file.Month}-01", "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture)).Distinct().Order().ToArray();
        DateOnly?[] cuts = [null, .. months.Chunk(MonthsAtOnce).Skip(1).Select(chunk => (DateOnly?)chunk[0]), null];
        return [.. cuts.Zip(cuts.Skip(1), (from, until) => new Span(from, until))];
    }

    /// <summary>Whether combinations alike in what days are kept apart by are asked for the same days: of one source, and no area or account opens or closes.</summary>
    private bool KeptTogether(Warehouse warehouse) =>
        Reads.All(name => warehouse.Files.Where(file => file.Dataset == name).Select(file => file.Source).Distinct().Count() <= 1 || !warehouse.Datasets.Single(dataset => dataset.Name == name).IsDated)
        && new[] { "areas", "social_accounts" }.All(dataset => !warehouse.Unreadable.ContainsKey(dataset)
            && warehouse.Beside.One<long>($"select count(*) from {dataset} where opened_on is not null or closed_on is not null") == 0);

    private bool SilenceIsMissing(Warehouse warehouse) =>
        warehouse.Beside.One<long>($"select count(*) from coverage where absent is distinct from 'zero' and dataset in ({string.Join(", ", Reads.Select(Duck.Literal).Append("''"))})") > 0;

    /// <summary>The rows that count in a span, with what they read cut to the span, the measure's lookback, and the six days a week may reach back.</summary>
    private static string Within(Warehouse warehouse, Measure measure, IReadOnlyList<string> reads, string sql, Span span)
    {
        static string Day(DateOnly day) => $"date '{day:yyyy-MM-dd}'";
        static string Where(string day, DateOnly? from, DateOnly? until) =>
            string.Join(" and ", new[] { from is { } first ? $"{day} >= {Day(first)}" : null, until is { } end ? $"{day} < {Day(end)}" : null }.OfType<string>().DefaultIfEmpty("true"));
        var cut = measure.LookbackDays is not { } lookback ? [] : warehouse.Datasets
            .Where(dataset => dataset.Month is not null && reads.Contains(dataset.Name))
            .Select(dataset => (Name: Duck.Name(dataset.Name), Column: Duck.Name(dataset.Month!)))
            .Select(dataset => $"{dataset.Name} as (select * from main.{dataset.Name} where {Where($"{dataset.Column}::date", span.From?.AddDays(-lookback - 6), span.Until)})")
            .ToArray();
        return $"""
            {(cut.Length == 0 ? "" : $"with {string.Join(", ", cut)}")}
            select * from (
            {sql}
            ) where ({Where("case when grain = 'week' then date + 3 else date end", span.From, span.Until)}) is not false
            """;
    }

    /// <summary>A check that tells of each row by itself whether it offends.</summary>
    [GeneratedRegex(@"^\s*select\s+\*\s+from\s+result\s+where\s+(?!.*\b(select|group|having|over|qualify|limit|offset|order|union|intersect|except|from)\b)[^;]*;?\s*$", RegexOptions.IgnoreCase | RegexOptions.Singleline)]
    private static partial Regex OfOneRow();

    [GeneratedRegex(@"\bover\b", RegexOptions.IgnoreCase)]
    private static partial Regex Window();
}
