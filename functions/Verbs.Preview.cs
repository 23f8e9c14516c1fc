using DuckDB.NET.Data;
using Outcomes.Analytics;
using Outcomes.Functions.Ingestion;

namespace Outcomes.Functions;

/// <content>The command <c>preview</c>: what a source would deliver or a measure gives, with nothing written.</content>
public sealed partial class Verbs
{
    private const int RowsShown = 20;

    /// <summary>Shows a source's or a measure's first rows and what would be set aside.</summary>
    public async Task<int> PreviewAsync(string name, string? fixture, CancellationToken cancellationToken)
    {
        var council = LoadCouncil();
        using var composition = await OpenAsync(council, cancellationToken);
        if (council.Sources.Any(source => source.Name == name))
            return Show(await composition.Ingestion.PreviewAsync(name, fixture, cancellationToken));
        if (fixture is not null && council.Off.Any(off => off.Source.Name == name))
            return Show(await composition.IngestionOf(council.Off.Select(off => off.Source)).PreviewAsync(name, fixture, cancellationToken));
        if (council.Faults.Any(fault => Path.GetFileNameWithoutExtension(fault.File) == name))
        {
            terminal.Fault($"'{name}' cannot be shown before its faults, told above, are mended.");
            return Faulty;
        }
        if (council.Measures.FirstOrDefault(measure => measure.Id == name) is not { } measure)
            throw council.Off.FirstOrDefault(off => off.Source.Name == name) is { Source: not null } waiting
                ? new ArgumentException($"{name} is off: {waiting.Why} Or give a reply with --fixture FILE.")
                : new ArgumentException($"No source or measure is named '{name}'; allowed: {string.Join(", ", council.Sources.Select(source => source.Name).Concat(council.Measures.Select(known => known.Id)))}.");
        using var snapshot = await composition.Lake.SnapshotAsync(cancellationToken);
        if (measure.Expression is null)
        {
            using var warehouse = Warehouse.Open(snapshot, council.Datasets);
            if (Show(MeasureResult.Compute(warehouse, measure, cancellationToken: cancellationToken), warehouse) is Faulty)
                return Faulty;
            if (LooksBackTooShort(warehouse, measure, cancellationToken) is { } month)
                terminal.Fault($"{measure.File}: of {month:yyyy-MM} it gives other rows when it sees that month alone and the {measure.LookbackDays} days before it, which is how months are computed: its 'lookback' is too short. Allowed: as many days as it looks back, such as 28d, or all.");
        }
        return ShowFigures(council, measure, snapshot, cancellationToken);
    }

    private int Show(Preview preview)
    {
        var run = preview.Run;
        terminal.Say($"{run.Read} rows read = {run.Passed} passed + {run.Quarantined} quarantined; {run.Mapped} mapped = {run.New} new + {run.Changed} changed + {run.Unchanged} unchanged "
            + $"+ {run.Duplicate} duplicate + {run.Outside} outside the window + {run.MappedQuarantined} quarantined.");
        if (run.Read == 0)
            terminal.Say("There is no row in what was read: a header at most.");
        foreach (var note in run.Notes)
            terminal.Say(note);
        if (preview.Rows.Count > 0)
            terminal.Table([.. preview.Columns.Select(column => $"{column.Name} {column.Type}")], preview.Rows.Take(RowsShown));
        if (preview.Quarantine.Count > 0)
            terminal.Table(["file", "row", "column", "reason", "text"], preview.Quarantine.Take(RowsShown));
        return Done;
    }

    /// <summary>Publishes a measure and what it reads into a folder that is thrown away, and shows its levels with how much is hidden, and the latest figures.</summary>
    private int ShowFigures(Council council, Measure measure, LakeSnapshot snapshot, CancellationToken cancellationToken)
    {
        var folder = Path.Combine(Path.GetFullPath(settings.Data), "work", $"preview-{Guid.NewGuid():N}");
        try
        {
            var now = time.GetUtcNow();
            var publication = Publication.Publish(
                new() { Lake = snapshot, Datasets = council.Datasets, Sets = council.Sets, Measures = [.. With(measure, council.Measures)], AsOf = now, Created = now, Rule = settings.Rule },
                folder, cancellationToken: cancellationToken);
            foreach (var note in publication.Notes.Where(note => note.Measure == measure.Id))
                terminal.Fault(note.Text);
            if (publication.Files.FirstOrDefault(file => file.Set == "summaries" && file.Measure == measure.Id) is not { } file)
            {
                terminal.Say("It has no figures: nothing was delivered of what it reads.");
                return publication.Notes.Any(note => note.Stale && note.Measure == measure.Id) ? Faulty : Done;
            }
            using var duck = Duck.Open();
            duck.Run($"create view figures as from read_parquet({Duck.Literal(Path.Combine(folder, file.FileName))})");
            terminal.Say("Its figures as they would be published, by grain and level:");
            Show(duck, Sql("levels"));
            Show(duck, Sql("latest"));
            return publication.Notes.Any(note => note.Stale && note.Measure == measure.Id) ? Faulty : Done;
        }
        finally
        {
            if (Directory.Exists(folder))
                Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>The last month with rows, where they are others than those of the month computed by itself.</summary>
    private static DateOnly? LooksBackTooShort(Warehouse warehouse, Measure measure, CancellationToken cancellationToken)
    {
        var duck = warehouse.Connection;
        if (measure.LookbackDays is null)
            return null;
        duck.Run(Sql("last_month"));
        if (duck.Rows("select month from last_month limit 1", row => DateOnly.FromDateTime(row.GetDateTime(0))) is not [var last])
            return null;
        MeasureResult.Compute(warehouse, measure, month: last, cancellationToken: cancellationToken);
        return duck.One<long>(Sql("other_rows")) > 0 ? last : null;
    }

    private static string Sql(string name) => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Previews", $"{name}.sql"));

    private static IEnumerable<Measure> With(Measure measure, IReadOnlyList<Measure> measures) =>
        (measure.Expression?.Operands ?? []).SelectMany(operand => measures.Where(known => known.Id == operand.Measure)).SelectMany(read => With(read, measures)).Append(measure).DistinctBy(known => known.Id);

    private void Show(DuckDBConnection duck, string query)
    {
        using var command = duck.CreateCommand();
        command.CommandText = $"select columns(*)::varchar from ({query})";
        using var reader = command.ExecuteReader();
        var columns = Enumerable.Range(0, reader.FieldCount).ToArray();
        var rows = new List<string?[]>();
        while (reader.Read())
            rows.Add([.. columns.Select(column => reader.IsDBNull(column) ? null : reader.GetString(column))]);
        terminal.Table([.. columns.Select(reader.GetName)], rows);
    }

    private int Show(MeasureResult result, Warehouse warehouse)
    {
        terminal.Say($"Reads {string.Join(", ", result.Reads)}; {result.Rows} rows.");
        foreach (var warning in result.Warnings)
            terminal.Fault(warning);
        if (result.Failure is not null)
        {
            terminal.Fault($"{result.Measure.File}: {result.Failure}");
            return Faulty;
        }
        Show(warehouse.Connection, $"select columns(* exclude (combo)) from result order by all limit {RowsShown}");
        return Done;
    }
}
