using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.RegularExpressions;
using DuckDB.NET.Data;

namespace Outcomes.Analytics;

public sealed partial record MeasureResult
{
    /// <summary>What stands for all months where they are not told apart.</summary>
    private static readonly DateOnly Whole = DateOnly.MinValue;

    /// <summary>Days from the first up to, not including, the other; null: without end.</summary>
    private readonly record struct Span(DateOnly? From, DateOnly? Until)
    {
        public bool IsWhole => this is { From: null, Until: null };
    }

    /// <summary>Runs the measure, a few months at a time where that cannot matter, and gathers what its rows say; months that were made from the same before are not run again.</summary>
    /// <param name="warehouse">What it reads.</param>
    /// <param name="duck">Where it runs.</param>
    /// <param name="query">Its SELECT.</param>
    /// <param name="observed">How effects look at it.</param>
    /// <param name="kept">A file of what its rows said in the publication before, or null.</param>
    /// <param name="run">Makes <c>result</c> of a span and judges it.</param>
    private MeasureResult ReadMonths(Warehouse warehouse, DuckDBConnection duck, SqlTree query, Observed observed, string? kept, Func<Span, MeasureResult> run)
    {
        // Most councils count little of what there are measures of.
        if (!FilesRead(warehouse).Any(file => warehouse.Datasets.Any(dataset => dataset.IsDated && dataset.Name == file.Dataset)) && run(new(null, null)) is { Rows: 0 } nothing)
            return nothing with { Runs = 1 };
        var months = Months(warehouse, query);
        var together = KeptTogether(warehouse, duck);
        var shared = Shared(warehouse, duck);
        while (true)
        {
            var silenceIsMissing = SilenceIsMissing(duck);
            var readings = new Readings(duck, Measure, together ? Readings.Labelled(Measure, observed) : null, observed is not Observed.Not, silenceIsMissing, shared);
            if (months.Count == 0)
            {
                var all = MadeFrom(warehouse, null, $"{together} {observed} {silenceIsMissing}");
                var worthKeeping = !Fickle().IsMatch(Measure.Sql) && Measure.Kind is "count" or "ratio" or "level" && !Measure.HasContributors;
                var same = worthKeeping && kept is not null && Readings.MadeFrom(duck, kept).GetValueOrDefault(Whole) == all;
                if (same)
                    readings.Add(kept!, null);
                var whole = same ? Judged(readings.Rows(), [], Readings.Offending(duck, kept!), query.Outputs ?? []) : run(new(null, null));
                if (!same)
                    readings.Add();
                if (together && !readings.AreTogether())
                {
                    (together, kept) = (same, null);
                    continue;
                }
                readings.Say(new Dictionary<DateOnly, string> { [Whole] = all }, whole.Offending);
                return whole with { Runs = same ? 0 : 1, IsKept = same, CanBeKept = worthKeeping && !whole.IsBlamed && whole.Failure is null };
            }
            if (Fickle().IsMatch(Measure.Sql))
                kept = null;
            var madeFrom = months.ToDictionary(month => month, month => MadeFrom(warehouse, month, $"{together} {observed} {silenceIsMissing}"));
            var before = kept is null ? [] : Readings.MadeFrom(duck, kept);
            var known = months.Where(month => before.GetValueOrDefault(month) == madeFrom[month]).ToHashSet();
            if (known.Count > 0)
                readings.Add(kept!, known);
            var judged = this with { Warnings = [.. Unbroken(query.Outputs ?? [])] };
            var spans = Spans(months, known, warehouse.Cut.Months);
            foreach (var span in spans)
            {
                judged = run(span);
                // What is found in some months is not yet all that there is to find.
                if (!judged.IsClean)
                    break;
                readings.Add();
                if (together && readings.OffersAtTimes())
                    break;
            }
            if (!judged.IsClean)
                months = [];
            else if (together && !readings.AreTogether())
                // What was kept may have been kept apart as things were.
                (together, kept) = (known.Count > 0, null);
            else
            {
                readings.Say(madeFrom, []);
                return judged with { Rows = readings.Rows(), Runs = spans.Count, IsKept = spans.Count == 0 && before.Count == months.Count, CanBeKept = !Fickle().IsMatch(Measure.Sql) };
            }
        }
    }

    /// <summary>
    /// The months a measure can be computed in one by one: it takes over the day of its rows, says how far it looks back, and its checks look at
    /// one row at a time. None where it cannot, where contributors of all months must be known together, or where so little is read that it is not worth it.
    /// </summary>
    private List<DateOnly> Months(Warehouse warehouse, SqlTree query)
    {
        var dated = warehouse.Datasets.Where(dataset => dataset.IsDated && Reads.Contains(dataset.Name)).ToArray();
        var files = FilesRead(warehouse).Where(file => file.Month != "all").ToArray();
        return Measure.Kind is not ("count" or "ratio") || Measure.HasContributors || Measure.LookbackDays is not { } lookback || !query.PassesOn("date")
            || (lookback == 0 && Window().IsMatch(Measure.Sql)) || dated.Any(dataset => dataset.Month is null || dataset.Column("value_kind") is not null)
            || !Measure.Checks.All(check => OfOneRow().IsMatch(check.Sql)) || files.Sum(file => new FileInfo(file.LocalPath).Length) < warehouse.Cut.Bytes
            ? [] : [.. files.Select(MonthOf).Distinct().Order()];
    }

    private IEnumerable<LakeFile> FilesRead(Warehouse warehouse) => warehouse.Files.Where(file => Reads.Contains(file.Dataset));

    private static DateOnly MonthOf(LakeFile file) => DateOnly.ParseExact($"{file.Month}-01", "yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>The months that are not known, those that follow each other together. The first and the last have no end, so that no row is lost.</summary>
    private static List<Span> Spans(List<DateOnly> months, HashSet<DateOnly> known, int together)
    {
        var spans = new List<Span>();
        for (var place = 0; place < months.Count; place++)
        {
            if (known.Contains(months[place]))
                continue;
            var first = place;
            while (place + 1 < months.Count && place + 1 - first < together && !known.Contains(months[place + 1]))
                place++;
            spans.Add(new(first == 0 ? null : months[first], place + 1 == months.Count ? null : months[place + 1]));
        }
        return spans;
    }

    /// <summary>A hash of all that the rows of a month (null: of all months) are made from: this program, the SELECT, and of every file read its content.</summary>
    private string MadeFrom(Warehouse warehouse, DateOnly? month, string how)
    {
        var first = month?.AddDays(-Measure.LookbackDays!.Value - 6);
        var files = FilesRead(warehouse).Where(file => month is null || file.Month == "all" || (MonthOf(file) is var of && of <= month && of.AddMonths(1) > first));
        var datasets = warehouse.Datasets.Where(dataset => Reads.Contains(dataset.Name))
            .Select(dataset => $"{dataset.Name}: {string.Join(", ", dataset.Columns.Select(column => $"{column.Name} {column.Type}"))}; {string.Join(", ", dataset.Key)}; {string.Join(", ", dataset.Precedence)}");
        string[] all =
        [
            typeof(MeasureResult).Module.ModuleVersionId.ToString(), how, Measure.Kind, $"{Measure.LookbackDays}", Measure.Sql,
            .. Measure.Checks.Select(check => check.Sql), .. Measure.Publish.Select(table => $"{table.Key}: {string.Join(", ", table.Value.Select(dimensions => string.Join('_', dimensions)))}"),
            .. datasets, .. files.Select(file => $"{file.Dataset} {file.Source} {file.Month} {file.Hash}"),
        ];
        return Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(all)));
    }

    /// <summary>The dated datasets it reads, where several sources deliver one of them: which combinations each delivers is known then.</summary>
    private string[] Shared(Warehouse warehouse, DuckDBConnection duck)
    {
        var dated = warehouse.Datasets.Where(dataset => dataset.IsDated && Reads.Contains(dataset.Name)).ToArray();
        if (!dated.Any(dataset => warehouse.IsShared(dataset.Name)))
            return [];
        warehouse.Tie(dated, duck);
        return [.. dated.Select(dataset => dataset.Name)];
    }

    /// <summary>Whether combinations alike in what days are kept apart by, and of the same sources, are asked for the same days: no area or account opens or closes.</summary>
    private static bool KeptTogether(Warehouse warehouse, DuckDBConnection duck) =>
        new[] { "areas", "social_accounts" }.All(dataset => !warehouse.Unreadable.ContainsKey(dataset)
            && duck.One<long>($"select count(*) from {dataset} where opened_on is not null or closed_on is not null") == 0);

    private bool SilenceIsMissing(DuckDBConnection duck) =>
        duck.One<long>($"select count(*) from coverage where absent is distinct from 'zero' and dataset in ({string.Join(", ", Reads.Select(Duck.Literal).Append("''"))})") > 0;

    /// <summary>
    /// The rows that count in a span, with what they read cut to the span, the measure's lookback, and, where rows may be of weeks, the six days one may reach back. Datasets are named where they lie: a council may name one as a
    /// temporary table of the figures' is named.
    /// </summary>
    private string Within(Warehouse warehouse, SqlTree query, Span span)
    {
        static string Day(DateOnly day) => $"date '{day:yyyy-MM-dd}'";
        static string Where(string day, DateOnly? from, DateOnly? until) =>
            string.Join(" and ", new[] { from is { } first ? $"{day} >= {Day(first)}" : null, until is { } end ? $"{day} < {Day(end)}" : null }.OfType<string>().DefaultIfEmpty("true"));
        int Reach(Dataset dataset) => warehouse.IsByDay(dataset.Name) && query.PassesOn("date") && query.PassesOn("grain") ? 0 : 6;
        var read = warehouse.Datasets.Where(dataset => Reads.Contains(dataset.Name))
            .Select(dataset => (Name: Duck.Name(dataset.Name), Cut: dataset.Month is { } month && Measure.LookbackDays is { } lookback && !span.IsWhole
                ? Where($"{Duck.Name(month)}::date", span.From?.AddDays(-lookback - Reach(dataset)), span.Until) : null))
            .Select(dataset => dataset.Cut is { } cut ? $"{dataset.Name} as (select * from memory.main.{dataset.Name} where {cut})" : $"{dataset.Name} as not materialized (from memory.main.{dataset.Name})")
            .ToArray();
        return $"""
            {(read.Length == 0 ? "" : $"with {string.Join(", ", read)}")}
            select * from (
            {query.Sql}
            ){(span.IsWhole ? "" : $" where ({Where("case when grain = 'week' then date + 3 else date end", span.From, span.Until)}) is not false")}
            """;
    }

    /// <summary>A check that tells of each row by itself whether it offends.</summary>
    [GeneratedRegex(@"^\s*select\s+\*\s+from\s+result\s+where\s+(?!.*\b(select|group|having|over|qualify|limit|offset|order|union|intersect|except|from)\b)[^;]*;?\s*$", RegexOptions.IgnoreCase | RegexOptions.Singleline)]
    private static partial Regex OfOneRow();

    /// <summary>What gives something else on another day or another time: never kept.</summary>
    [GeneratedRegex(@"\b(now|today|current_\w+|get_current_\w+|local_?time\w*|transaction_timestamp|random|setseed|uuid\w*|gen_random_uuid|nextval|age)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Fickle();

    [GeneratedRegex(@"\bover\b", RegexOptions.IgnoreCase)]
    private static partial Regex Window();
}
