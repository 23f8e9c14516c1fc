using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using DuckDB.NET.Data;

namespace Outcomes.Analytics;

/// <summary>
/// What is checked at every publication, in the order of the data's way: sources and their runs, datasets, the council's own checks,
/// measures. What was found joins the history in the set Quality.
/// </summary>
internal sealed class QualityChecks
{
    /// <summary>How long the history is kept.</summary>
    private const int DaysKept = 400;

    private readonly Warehouse warehouse;
    private readonly PublicationInputs inputs;
    private readonly List<Finding> findings = [];

    private QualityChecks(Warehouse warehouse, PublicationInputs inputs) => (this.warehouse, this.inputs) = (warehouse, inputs);

    /// <summary>Checks sources and datasets, before any measure reads them.</summary>
    public static QualityChecks Of(Warehouse warehouse, PublicationInputs inputs)
    {
        var checks = new QualityChecks(warehouse, inputs);
        checks.CheckRuns();
        checks.CheckDatasets();
        checks.CheckVolumes();
        checks.findings.AddRange(ControlTotals.Check(warehouse, inputs.Datasets));
        foreach (var check in inputs.Checks)
            checks.Check(check);
        checks.CheckCampaigns();
        return checks;
    }

    /// <summary>Why figures made from these datasets are held back, or null.</summary>
    public string? Refusal(IReadOnlyList<string> reads) =>
        findings.FirstOrDefault(finding => finding is { About: "dataset", Result: "fail", Kind: not ("duplicate" or "schema") } && reads.Contains(finding.Name)) is { } failed
            ? $"{failed.Name} fails a check: {failed.Reason ?? failed.Message}"
            : null;

    /// <summary>A measure's own checks.</summary>
    public void Add(MeasureResult result)
    {
        var measure = result.Measure;
        foreach (var check in measure.Checks)
        {
            var told = result.Warnings.FirstOrDefault(text => text.Contains($":{check.Line.ToString(CultureInfo.InvariantCulture)}: ", StringComparison.Ordinal));
            Add("measure", measure.Id, check.Title, "custom", check.Fails, told is null, null, "no row", told);
        }
    }

    /// <summary>A measure whose figures could not be made anew. Why is not said here, where all read: a reason may name a hidden figure.</summary>
    public void AddKept(string measure) => Add("measure", measure, "Its figures could be made anew", "custom", true, false, null, "figures of this publication",
        "New figures could not be made, or not be protected; those last published stand, marked stale. 'publish' and the manifest say why.");

    /// <summary>Fills the set: the findings, and the history.</summary>
    /// <param name="set">Its contract.</param>
    /// <param name="before">The Parquet file of the set of the publication before, or null.</param>
    public void Finish(Dataset set, string? before)
    {
        Facts.Load(warehouse.Connection, set, findings.DistinctBy(finding => (finding.About, finding.Name, finding.Check)).Select(finding => new
        {
            Id = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{inputs.AsOf:O}|{finding.About}|{finding.Name}|{finding.Check}")))[..16],
            Checked = inputs.AsOf,
            finding.About,
            finding.Name,
            finding.Check,
            finding.Kind,
            Level = finding.Fails ? "fail" : "warn",
            finding.Result,
            finding.Found,
            finding.Allowed,
            finding.Message,
        }));
        if (before is null)
            return;
        warehouse.Connection.Run($"create or replace temp view quality_before as from read_parquet({Duck.Literal(before)})");
        warehouse.Connection.Run(Figures.Sql("quality_history"), ("oldest", inputs.AsOf.AddDays(-DaysKept).UtcDateTime), ("now", inputs.AsOf.UtcDateTime));
    }

    private void CheckRuns()
    {
        var today = LocalDay.Of(inputs.AsOf);
        var due = warehouse.Connection.Rows("select source, max(due_by) from coverage where due_by is not null group by source",
            row => (Source: row.GetString(0), Due: DateOnly.FromDateTime(row.GetDateTime(1)))).ToDictionary(row => row.Source, row => row.Due, StringComparer.Ordinal);
        foreach (var source in inputs.Sources)
        {
            var runs = inputs.Runs.Where(run => run.Source == source.Name && run.Status is not "running").OrderByDescending(run => run.Started).ToArray();
            if (due.TryGetValue(source.Name, out var by))
                Add("source", source.Name, "Delivers when it is due", "freshness", false, by >= today, today.DayNumber - by.DayNumber, $"by {by:yyyy-MM-dd}",
                    $"Its next delivery was due by {by:yyyy-MM-dd}: ask its owner, or run 'ingest {source.Name}'.");
            if (runs.FirstOrDefault() is { } last)
                Add("source", source.Name, "Its last run went through", "schema", true, last.Status is not "failed", null, "succeeded or unchanged", last.Message ?? "It failed.");
            if (runs.FirstOrDefault(run => run.Status is "succeeded") is not { } read)
                continue;
            long Shown(long rows) => RowsShown(rows, source.Dataset);
            var aside = read.Quarantined + read.MappedQuarantined;
            Add("source", source.Name, "Every row is understood", "invalid", false, aside == 0, Shown(aside), "0 rows", $"{Shown(aside)} of {Shown(read.Read)} rows were set aside: see 'preview {source.Name}'.");
            Add("source", source.Name, "Something was read", "row_count", false, read.Read > 0, Shown(read.Read), "more than 0 rows", "Its files hold no row.");
            var lost = read.Read - read.Passed - read.Quarantined;
            var unaccounted = read.Mapped - read.New - read.Changed - read.Unchanged - read.Duplicate - read.Outside - read.MappedQuarantined;
            Add("source", source.Name, "Rows read are the source's rows, each accounted for", "reconciliation", true, lost == 0 && unaccounted == 0, Shown(Math.Abs(lost)) + Shown(Math.Abs(unaccounted)), "0 rows",
                $"{Shown(Math.Abs(lost))} rows read and {Shown(Math.Abs(unaccounted))} rows mapped are not accounted for.");
        }
    }

    private void CheckDatasets()
    {
        foreach (var dataset in inputs.Datasets.Where(dataset => warehouse.Files.Any(file => file.Dataset == dataset.Name)))
        {
            Add("dataset", dataset.Name, "Its files are those that were committed", "schema", true, !warehouse.Unreadable.ContainsKey(dataset.Name), null, "every file readable", warehouse.Unreadable.GetValueOrDefault(dataset.Name));
            if (warehouse.Unreadable.ContainsKey(dataset.Name))
                continue;
            var twice = warehouse.Conflicts.FirstOrDefault(conflict => conflict.Dataset == dataset.Name);
            Add("dataset", dataset.Name, "No key is supplied twice", "duplicate", true, twice is null, twice?.Keys ?? 0, "0 keys", twice?.ToString());
            if (dataset.Name == "areas")
                CheckFifths();
            if (!dataset.IsDated)
                continue;
            var (rows, missing) = warehouse.CountRows(dataset);
            Add("dataset", dataset.Name, "Under a tenth of its rows have no number", "missing", false, rows == 0 || missing < 0.1 * rows, rows == 0 ? 0 : Math.Round((double)missing / rows, 2), "under 0.1",
                $"{RowsShown(missing, dataset.Name)} of {RowsShown(rows, dataset.Name)} rows say 'missing'.");
        }
    }

    private void CheckFifths()
    {
        var wrong = warehouse.Connection.One<long>("select count(*) from areas where deprivation_quintile not between 1 and 5");
        Add("dataset", "areas", "Every fifth by deprivation is 1 to 5", "invalid", false, wrong == 0, wrong, "1 (most deprived) to 5", $"{wrong} areas have another deprivation_quintile and count in none; of a decile it is half, rounded up.");
    }

    /// <summary>Rows of the latest whole month against the twelve before: outside 4 robust standard deviations, a fifth of the median, and twice what chance does to so few rows (Poisson).</summary>
    private void CheckVolumes()
    {
        var today = LocalDay.Of(inputs.AsOf);
        var thisMonth = $"{today:yyyy-MM}";
        foreach (var source in warehouse.Files.Where(file => file.Month != "all" && string.CompareOrdinal(file.Month, thisMonth) < 0).GroupBy(file => (file.Dataset, file.Source)))
        {
            var months = source.OrderBy(file => file.Month, StringComparer.Ordinal).TakeLast(13).ToArray();
            if (months.Length < 7 || warehouse.Unreadable.ContainsKey(source.Key.Dataset))
                continue;
            var paths = string.Join(", ", months.Select(file => Duck.Literal(file.LocalPath)));
            var byPath = warehouse.Connection.Rows($"select file_name, num_rows::bigint from parquet_file_metadata([{paths}])", row => (Path: row.GetString(0), Rows: row.GetInt64(1)))
                .ToDictionary(row => row.Path, row => row.Rows, StringComparer.Ordinal);
            var rows = months.Select(file => (double)byPath[file.LocalPath]).ToArray();
            var (last, usual) = (rows[^1], Median(rows[..^1]));
            var spread = 1.4826 * Median([.. rows[..^1].Select(count => Math.Abs(count - usual))]);
            var far = Math.Max(Math.Max(4 * spread, 0.2 * usual), 2 * Math.Sqrt(usual));
            Add("source", source.Key.Source, $"{source.Key.Dataset}: rows of a month as in the months before", "volume", false, Math.Abs(last - usual) <= far, RowsShown((long)last, source.Key.Dataset),
                string.Create(CultureInfo.InvariantCulture, $"{RowsShown((long)usual, source.Key.Dataset)} ± {far:0} rows"), $"{months[^1].Month} has {RowsShown((long)last, source.Key.Dataset)} rows: look whether something is missing or came twice.");
        }
    }

    private void Check(DatasetCheck check)
    {
        try
        {
            var found = warehouse.Connection.One<long>($"select count(*) from (\n{check.Sql.Trim().TrimEnd(';')}\n)");
            var result = check.Result(found);
            var shown = RowsShown(found, check.Dataset);
            findings.Add(new("dataset", check.Dataset, check.Title, check.Kind, check.Fails, result, shown, check.Allowed,
                result is "pass" ? null : $"{check.File}: does not hold for {shown} rows: {check.Title}."));
        }
        catch (DuckDBException wrong)
        {
            findings.Add(new("dataset", check.Dataset, check.Title, check.Kind, check.Fails, "not_run", null, check.Allowed, $"{check.File} cannot be run: {SelectFailure.Of(wrong)}"));
        }
    }

    private void CheckCampaigns()
    {
        if (warehouse.Unreadable.ContainsKey("campaigns"))
            return;
        foreach (var (campaign, objective) in warehouse.Connection.Rows(
            "select c.campaign, o.objective from campaigns c left join objectives o on o.objective = c.objective where c.campaign is not null and c.kind = 'communication' order by 1",
            row => (row.GetString(0), row.IsDBNull(1) ? null : row.GetString(1))))
            Add("campaign", campaign, "Serves an objective", "register", false, objective is not null, null, "an objective of data/objectives.csv", "No objective is named for it: say what it should change before it is judged.");
    }

    private void Add(string about, string name, string check, string kind, bool fails, bool holds, double? found, string allowed, string? message) =>
        findings.Add(new(about, name, check, kind, fails, holds ? "pass" : fails ? "fail" : "warn", found, allowed, holds ? null : message));

    /// <summary>A number of rows as it is told, like the macro <c>rows_shown</c>: where rows are about people, as a count of them would be, but never hidden; 1 to 7 are told as 5.</summary>
    private long RowsShown(long rows, string dataset) =>
        rows == 0 || inputs.Datasets.FirstOrDefault(known => known.Name == dataset)?.Disclosure == "none" ? rows : rows < 8 ? 5 : (rows + 2) / 5 * 5;

    private static double Median(double[] numbers)
    {
        var ordered = numbers.Order().ToArray();
        return ordered.Length % 2 == 1 ? ordered[ordered.Length / 2] : (ordered[ordered.Length / 2 - 1] + ordered[ordered.Length / 2]) / 2;
    }
}

/// <summary>What one check found.</summary>
/// <param name="About">source, dataset, measure, campaign or account.</param>
/// <param name="Name">Its name.</param>
/// <param name="Check">What should hold.</param>
/// <param name="Kind">Sort of check.</param>
/// <param name="Fails">Whether figures are held back where it does not hold; else it warns.</param>
/// <param name="Result">pass, warn, fail or not_run.</param>
/// <param name="Found">A share, a number of rows, days.</param>
/// <param name="Allowed">What is allowed.</param>
/// <param name="Message">What does not hold and what to do, for all readers; null: it holds.</param>
/// <param name="Reason">The same for whoever publishes, with figures that readers may not see; null: <paramref name="Message"/>.</param>
internal sealed record Finding(string About, string Name, string Check, string Kind, bool Fails, string Result, double? Found, string Allowed, string? Message, string? Reason = null);
