using System.Globalization;

namespace Outcomes.Analytics;

/// <summary>What was brought in, held against the totals that its source tells beside its rows (dataset <c>control_totals</c>): reconciliation.</summary>
/// <remarks>
/// A check says which totals do not hold. By how much is said only to whoever publishes, since a total less a difference is a figure that
/// disclosure control may hide.
/// </remarks>
public static class ControlTotals
{
    private const int Named = 3;

    private static readonly string[] Dimensions = ["service", "area", "channel"];

    /// <summary>One finding for every source, column and level that totals are told for. Totals of periods that are not over wait.</summary>
    /// <param name="warehouse">The lake; <see cref="Figures"/> has prepared it.</param>
    /// <param name="datasets">The contracts.</param>
    internal static IEnumerable<Finding> Check(Warehouse warehouse, IReadOnlyList<Dataset> datasets)
    {
        if (datasets.All(dataset => dataset.Name != "control_totals") || warehouse.Unreadable.ContainsKey("control_totals"))
            return [];
        return warehouse.Connection.Rows(
            Figures.Sql("control_totals_told"),
            row => new Told(row.GetString(0), row.GetString(1), row.GetString(2), row.GetInt64(3), row.GetInt64(4), row.GetInt64(5),
                [.. Dimensions.Where((_, place) => row.GetBoolean(6 + place))])).SelectMany(told => Check(warehouse, datasets, told));
    }

    private static IEnumerable<Finding> Check(Warehouse warehouse, IReadOnlyList<Dataset> datasets, Told told)
    {
        var dataset = datasets.FirstOrDefault(dataset => dataset.Name == told.Dataset);
        if (dataset is not null && warehouse.Unreadable.ContainsKey(dataset.Name))
            return [];
        if (Fault(datasets, dataset, warehouse.Files.ToLookup(file => file.Dataset, file => file.Source, StringComparer.Ordinal), told) is { } fault)
            return [new("dataset", told.Dataset, $"{told.Source}: {told.Column} adds up to the totals told", "reconciliation", true, "not_run", null, "totals that can be looked at", $"control_totals for {told.Source}: {fault}")];
        string Of(string column) => dataset!.Column(column) is null ? "null" : $"given.{Duck.Name(column)}";
        var sql = Figures.Sql("control_totals")
            .Replace("given.\"day\"", $"given.{Duck.Name(dataset!.Month!)}", StringComparison.Ordinal)
            .Replace("\"dataset\"", Duck.Name(dataset.Name), StringComparison.Ordinal)
            .Replace("\"counted_low\"", $"given.{Duck.Name(told.Column + "_low")}", StringComparison.Ordinal)
            .Replace("\"counted_high\"", $"given.{Duck.Name(told.Column + "_high")}", StringComparison.Ordinal)
            .Replace("\"service\"", Of("service"), StringComparison.Ordinal)
            .Replace("\"area\"", Of("area"), StringComparison.Ordinal)
            .Replace("\"channel\"", Of("channel"), StringComparison.Ordinal);
        return warehouse.Connection.Rows(
                sql,
                row => new Sum(row.IsDBNull(0) || row.GetString(0) is "fail", row.GetString(3), row.GetDouble(4), row.GetDouble(5), row.GetDouble(6), row.GetDouble(7), row.GetInt64(8), row.GetInt64(9), row.IsDBNull(10) ? null : row.GetString(10)),
                ("source", told.Source), ("dataset", told.Dataset), ("column", told.Column))
            .GroupBy(sum => sum.Fails).OrderByDescending(level => level.Key).Select(level => Found(told, level.Key, [.. level]));
    }

    /// <summary>Faults of data/control_totals.csv, by line: a total that no rows can ever be held against.</summary>
    /// <param name="data">Small tables by name: the CSV file.</param>
    /// <param name="datasets">The contracts.</param>
    /// <param name="sources">Names of the sources, by the dataset that they bring rows into.</param>
    public static IEnumerable<Fault> Faults(IReadOnlyDictionary<string, string> data, IReadOnlyList<Dataset> datasets, ILookup<string, string> sources)
    {
        static bool IsNumber(string text) => decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _);
        if (data.TryGetValue("control_totals", out var path))
            foreach (var (line, values) in SmallTable.Rows(path, ["source", "dataset", "column_name", "total", "tolerance", "from_date", "to_date", .. Dimensions]))
            {
                var told = new Told(
                    values[0], values[1], values[2], values[3].Length == 0 ? 1 : 0, IsNumber(values[4]) && values[4].StartsWith('-') ? 1 : 0,
                    DateOnly.TryParse(values[5], CultureInfo.InvariantCulture, out var from) && DateOnly.TryParse(values[6], CultureInfo.InvariantCulture, out var to) && to < from ? 1 : 0,
                    [.. Dimensions.Where((_, place) => values[7 + place].Length > 0)]);
                if (Fault(datasets, datasets.FirstOrDefault(dataset => dataset.Name == told.Dataset), sources, told) is { } fault)
                    yield return new("data/control_totals.csv", line, $"The total can be held against no rows: {fault}");
            }
    }

    /// <summary>What is wrong with the totals themselves, or null.</summary>
    private static string? Fault(IReadOnlyList<Dataset> datasets, Dataset? dataset, ILookup<string, string> sources, Told told) =>
        dataset is null ? $"no dataset is named '{told.Dataset}'; allowed: {string.Join(", ", datasets.Where(known => known.IsDated).Select(known => known.Name))}."
        : !dataset.IsDated ? $"{dataset.Name} has no days to add up over; allowed: {string.Join(", ", datasets.Where(known => known.IsDated).Select(known => known.Name))}."
        : dataset.Column(told.Column) is not { IsNumber: true } ? $"{dataset.Name} has no number '{told.Column}'; allowed: {string.Join(", ", dataset.Columns.Where(column => column.IsNumber).Select(column => column.Name))}."
        : told.Dimensions.FirstOrDefault(dimension => dataset.Column(dimension) is null) is { } lacking ? $"{dataset.Name} is not broken down by {lacking}: leave that column empty."
        : told.Without > 0 ? $"{Counted(told.Without, "row has no total: say it, or take the row away.", "rows have no total: say it, or take them away.")}"
        : told.Below > 0 ? $"{Counted(told.Below, "row has", "rows have")} a tolerance below 0; allowed: 0 or more."
        : told.Backwards > 0 ? $"{Counted(told.Backwards, "row ends before it begins", "rows end before they begin")}; from_date is the first day and to_date the last."
        : !sources[dataset.Name].Contains(told.Source)
            ? $"no source '{told.Source}' brings rows into {dataset.Name}; those that do: {string.Join(", ", sources[dataset.Name].Distinct().Order(StringComparer.Ordinal).DefaultIfEmpty("none"))}."
        : null;

    private static string Counted(long rows, string one, string several) => $"{rows} {(rows == 1 ? one : several)}";

    private static Finding Found(Told told, bool fails, IReadOnlyList<Sum> sums)
    {
        var wrong = sums.Where(sum => sum.IsWrong).ToArray();
        var untold = sums.Count(sum => sum.IsUnknown);
        var which = string.Join("; ", wrong.Take(Named).Select(sum => sum.What)) + (wrong.Length > Named ? $" and {wrong.Length - Named} more" : "");
        var (title, allowed) = ($"{told.Source}: {told.Column} adds up to the totals told ({(fails ? "fail" : "warn")})", $"0 of {sums.Count} totals");
        if (wrong.Length == 0 && untold == sums.Count)
            return new("dataset", told.Dataset, title, "reconciliation", fails, "not_run", null, allowed, $"Rows within {(untold == 1 ? "its total" : $"each of the {untold} totals")} have no number and no bounds, so that none can be held against its rows.");
        return new("dataset", told.Dataset, title, "reconciliation", fails, wrong.Length == 0 ? "pass" : fails ? "fail" : "warn", wrong.Length, allowed,
            wrong.Length == 0 ? null : $"Rows of {told.Source} do not add up to {wrong.Length} of {sums.Count} totals told ({which}): look whether a file is missing or came twice, or the total is mistaken ({wrong[0].Origin ?? "its origin is not said"}).",
            wrong.Length == 0 ? null : $"{told.Source}: {string.Join("; ", wrong.Take(Named).Select(sum => sum.Said))}{(wrong.Length > Named ? $" and {wrong.Length - Named} more" : "")}");
    }

    private sealed record Told(string Source, string Dataset, string Column, long Without, long Below, long Backwards, IReadOnlyList<string> Dimensions);

    private sealed record Sum(bool Fails, string What, double Total, double Tolerance, double Low, double High, long Rows, long Unknown, string? Origin)
    {
        /// <summary>Rounding of sums in doubles.</summary>
        private double Slack => Tolerance + 1e-9 * Math.Max(1, Math.Abs(Total));

        /// <summary>Outside what rows can add up to. What is not known may be anything, but a count is not below 0.</summary>
        public bool IsWrong => Low > Total + Slack && (Unknown == 0 || Total >= 0) || Unknown == 0 && High < Total - Slack;

        public bool IsUnknown => Unknown > 0 && !IsWrong;

        public string Said => string.Create(CultureInfo.InvariantCulture,
            $"{What}: {Total} told, {(Rows == 0 ? "no row" : Low == High ? $"rows add up to {Low}" : $"rows add up to {Low} to {High}")}");
    }
}
