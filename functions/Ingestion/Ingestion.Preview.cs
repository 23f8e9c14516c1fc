using System.Globalization;
using Outcomes.Analytics;
using Outcomes.Functions.Ingestion.Http;

namespace Outcomes.Functions.Ingestion;

public sealed partial class Ingestion
{
    private const int PreviewRows = 20;

    /// <summary>What one source would deliver now, without writing anything to the lake, the store or the ledger.</summary>
    /// <param name="name">The source.</param>
    /// <param name="fixture">A file to read in place of its files or replies, so that nobody is asked; null: its own files.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="ArgumentException">No source has the name.</exception>
    /// <exception cref="SourceException">It cannot be read or mapped.</exception>
    public async Task<Preview> PreviewAsync(string name, string? fixture, CancellationToken cancellationToken)
    {
        var source = Named(name);
        var started = ledger.Time.GetUtcNow();
        if (source.Http is not null && fixture is null)
            throw new SourceException(source.Name, "it asks a system elsewhere, and preview asks nobody: give a reply with --fixture FILE, or run it with ingest.");
        source = source.Http is null ? source : Dated(source, started);
        using var folder = Storage.WorkFolder.Make(workFolder, "preview");
        var tree = Mapping.Parse(source, ReferenceData.Names(datasets, data));
        using var snapshot = await SnapshotAsync(source, tree, cancellationToken);
        var reference = new ReferenceData(snapshot, datasets, data);
        var run = new Run { Id = Run.NewId(started), Source = source.Name, Dataset = source.Dataset.Name, Started = started, Status = "running" };
        var step = new Step(source, run, null!, folder, null, cancellationToken);
        var prepared = fixture is null
            ? RawFiles.Prepare(source, RawFiles.Find(source), step.Place("prepared"), RawLimits, cancellationToken)
            : Fixture(step, reference, fixture);
        var delivery = Deliver(step, tree, reference, prepared, Window.Everything, [], null);
        return Read(delivery, delivery.AddedTo(run));
    }

    /// <summary>A recorded reply, or a file, read as the source says. It is taken for the first row of <c>each</c>, or for one whose columns hold their own names.</summary>
    private IReadOnlyList<PreparedFile> Fixture(Step step, ReferenceData reference, string fixture)
    {
        var (source, local) = (step.Source, Path.GetFullPath(fixture));
        if (!File.Exists(local))
            throw new SourceException(source.Name, $"there is no file {local} to read in place of a reply.");
        if (source.Http is not { } http || !Page.IsLookedInto(source))
            return RawFiles.Prepare(source, [new(Path.GetFileName(local), local, Task.FromResult(""), new FileInfo(local).Length)], step.Place("prepared"), RawLimits, step.Stop);
        var row = EachRows(step, reference) is [var first, ..] ? first : http.EachColumns.ToDictionary(column => column, column => (string?)column);
        var page = new Page(new(0, row, null), 1, local, false);
        try
        {
            var records = PageRows.Prepare(source, [new(Path.GetFileName(local), local, false, page.AskedJson)], null, step.Place("prepared"), RawLimits, step.Stop).File;
            return records.Columns.Count > 0 ? [records] : throw new InvalidDataException($"there is no record in it where http.records looks ('{http.Records}'). Give a whole reply that has some, as the system sends it.");
        }
        catch (InvalidDataException wrong)
        {
            throw new SourceException(source.Name, $"{fixture}: {wrong.Message}", wrong);
        }
    }

    private static Preview Read(Delivery delivery, Run run)
    {
        using var duck = Duck.Open(delivery.Database);
        var files = string.Join(", ", delivery.Batch.Files.Select(file => Duck.Literal(file.LocalPath)));
        var rows = $"read_parquet([{files}])";
        return new(run,
            delivery.Batch.Files.Count == 0 ? [] : duck.Rows($"describe from {rows}", row => (row.GetString(0), row.GetString(1))),
            delivery.Batch.Files.Count == 0 ? [] : duck.Rows($"from {rows} limit {PreviewRows}", Texts),
            duck.Rows($"from quarantine limit {PreviewRows}", Texts));
    }

    private static IReadOnlyList<string?> Texts(System.Data.IDataRecord row) =>
        [.. Enumerable.Range(0, row.FieldCount).Select(at => row.IsDBNull(at) ? null : row.GetValue(at) switch
        {
            DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            var value => Convert.ToString(value, CultureInfo.InvariantCulture),
        })];
}
