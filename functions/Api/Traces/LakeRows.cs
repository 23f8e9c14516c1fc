using System.Globalization;
using DuckDB.NET.Data;
using Outcomes.Analytics;
using Outcomes.Functions.Api.Access;
using Outcomes.Functions.Storage;

namespace Outcomes.Functions.Api.Traces;

/// <summary>The rows of the lake that a figure was made from: one dataset's, of the figure's days and, where the measure takes a dimension over as it stands, of its place.</summary>
/// <remarks>These are rows of the contract, as measures read them; raw files and what was set aside are never here. They are not protected.</remarks>
/// <param name="lake">The lake.</param>
/// <param name="datasets">Every dataset's contract.</param>
public sealed class LakeRows(Lake lake, IReadOnlyList<Dataset> datasets)
{
    private static readonly string[] Dimensions = ["service", "area", "channel", "platform"];

    /// <summary>Opens the rows. Dispose of them to let the files go.</summary>
    /// <param name="trace">The figure.</param>
    /// <param name="made">The publication its figures were made for.</param>
    /// <param name="name">The dataset, one the measure reads.</param>
    /// <param name="filter">What the caller may see.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="RefusalException">403: they cannot be limited to what the caller may see; 404: no such dataset; 410: the lake has other files now.</exception>
    internal async Task<OpenRows> OpenAsync(Trace trace, Publication made, string name, RowFilter filter, CancellationToken cancellationToken)
    {
        var definition = trace.Definition!;
        if (datasets.FirstOrDefault(known => known.Name == name && definition.Reads.Contains(name)) is not { } dataset)
            throw RefusalException.NotFound($"The measure does not read '{name}'; it reads {string.Join(", ", definition.Reads)}.");
        var seen = filter.Condition(dataset);
        var span = trace.Span.Looking(definition.LookbackDays);
        var wanted = made.From.Where(file => file.Dataset == name && span.Meets(file.Month)).ToDictionary(file => (file.Source, file.Month), file => file.Hash);
        var snapshot = await lake.SnapshotAsync(cancellationToken, (of, _) => of == name || of == "areas");
        Warehouse? warehouse = null;
        try
        {
            var files = snapshot.Files.Where(file => file.Dataset == "areas" || wanted.GetValueOrDefault((file.Source, file.Month)) == file.Hash).ToArray();
            var changed = wanted.Keys.Except(files.Select(file => (file.Source, file.Month))).Select(key => key.Month).Distinct().Order(StringComparer.Ordinal).ToArray();
            if (changed.Length > 0)
                throw new RefusalException(410, "Gone", $"The lake has other rows for {string.Join(", ", changed)} than this publication was made from. Trace the figure in a later publication.");
            warehouse = Warehouse.Open(new(files), [.. datasets.Where(known => known.Name == name || known.Name == "areas")], memory: "150MB");
            return new(warehouse, snapshot, dataset, Select(dataset, Conditions(trace, definition, dataset, span).Append(seen)));
        }
        catch
        {
            warehouse?.Dispose();
            snapshot.Dispose();
            throw;
        }
    }

    private static string Select(Dataset dataset, IEnumerable<string?> conditions) => $"""
        with recursive within(area, above) as (
            select area, area from areas
            union select area, 'quintile:' || deprivation_quintile from areas where deprivation_quintile between 1 and 5
            union select areas.area, within.above from areas join within on areas.parent = within.area and not starts_with(within.above, 'quintile:'))
        select {string.Join(", ", dataset.Columns.Select(column => $"{Duck.Name(column.Name)}{(column.Type == "VARCHAR" ? "::varchar" : "")} as {Duck.Name(column.Name)}"))}, _source
        from {Duck.Name(dataset.Name)}
        where {string.Join(" and ", conditions.OfType<string>().DefaultIfEmpty("true"))}
        order by {string.Join(", ", dataset.Key.Select(Duck.Name))}, _source
        """;

    private static IEnumerable<string> Conditions(Trace trace, PublishedMeasure definition, Dataset dataset, Span span)
    {
        if (dataset.Month is { } day)
        {
            var counted = $"case grain when 'week' then {Duck.Name(day)}::date + 3 else {Duck.Name(day)}::date end";
            yield return $"{counted} between {Day(span.From)} and {Day(span.To)}";
            if (trace.Span.To.DayNumber - trace.Span.From.DayNumber is var days && days < 7)
                yield return days == 0 ? "grain = 'day'" : "grain in ('day', 'week')";
        }
        foreach (var name in Dimensions.Where(name => definition.PassesOn.Contains(name) && dataset.Column(name) is not null))
            switch (trace.Figure[name]!.GetValue<string>())
            {
                case "all":
                    break;
                case "not_broken_down":
                    yield return $"{Duck.Name(name)} is null";
                    break;
                case "other" when name == "area":
                    yield return "area not in (select area from areas)";
                    break;
                case var member when name == "area":
                    yield return $"(area = {Duck.Literal(member)} or area in (select area from within where above = {Duck.Literal(member)}))";
                    break;
                case var member:
                    yield return $"{Duck.Name(name)} = {Duck.Literal(member)}";
                    break;
            }
    }

    private static string Day(DateOnly day) => $"date '{day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}'";
}

/// <summary>Rows ready to be read, with the files they lie in.</summary>
/// <param name="warehouse">Where they are read.</param>
/// <param name="snapshot">Their files.</param>
/// <param name="dataset">Their contract.</param>
/// <param name="sql">The query.</param>
internal sealed class OpenRows(Warehouse warehouse, LakeSnapshot snapshot, Dataset dataset, string sql) : IDisposable
{
    private DuckDBCommand? command;
    private CancellationTokenRegistration left;

    /// <summary>What the rows hold: the contract's columns, and which source delivered them.</summary>
    public IReadOnlyList<RelationColumn> Columns { get; } =
    [
        .. dataset.Columns.Select(column => new RelationColumn(column.Name, Duck.Name(column.Name), Kinds.Of(column.Type) ?? Kind.Text, column.Type, column.Nullable)),
        new("_source", "_source", Kind.Text, "VARCHAR", MayBeNull: false),
    ];

    /// <summary>How many there are.</summary>
    public long Count() => warehouse.Connection.One<long>($"select count(*) from ({sql})");

    /// <summary>Reads the first of them, one after the other; a reader who leaves stops the query.</summary>
    public DuckDBDataReader Read(long limit, CancellationToken cancellationToken)
    {
        command = warehouse.Connection.CreateCommand();
        command.CommandText = $"{sql} limit {limit.ToString(CultureInfo.InvariantCulture)}";
        command.UseStreamingMode = true;
        left = cancellationToken.Register(command.Cancel);
        return command.ExecuteReader();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        left.Dispose();
        command?.Dispose();
        warehouse.Dispose();
        snapshot.Dispose();
    }
}
