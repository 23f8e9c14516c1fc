using System.Globalization;
using Outcomes.Analytics;

namespace Outcomes.Functions.Ingestion;

public sealed partial class Ingestion
{
    private const int PreviewRows = 20;

    /// <summary>What one source would deliver now, without writing anything to the lake, the store or the ledger.</summary>
    /// <exception cref="ArgumentException">No source has the name.</exception>
    /// <exception cref="SourceException">It cannot be read or mapped.</exception>
    public async Task<Preview> PreviewAsync(string name, CancellationToken cancellationToken)
    {
        var source = Named(name);
        var started = ledger.Time.GetUtcNow();
        using var folder = Storage.WorkFolder.Make(workFolder, "preview");
        var tree = Mapping.Parse(source, ReferenceData.Names(datasets, data));
        using var snapshot = await SnapshotAsync(source, tree, cancellationToken);
        var reference = new ReferenceData(snapshot, datasets, data);
        var run = new Run { Id = Run.NewId(started), Source = source.Name, Dataset = source.Dataset.Name, Started = started, Status = "running" };
        var step = new Step(source, run, null!, folder, null, cancellationToken);
        var prepared = RawFiles.Prepare(source, RawFiles.Find(source), step.Place("prepared"), RawLimits, cancellationToken);
        var delivery = Deliver(step, tree, reference, prepared, Window.Everything, [], null);
        return Read(delivery, delivery.AddedTo(run));
    }

    private static Preview Read(Delivery delivery, Run run)
    {
        using var duck = Duck.Open(delivery.Database);
        var files = string.Join(", ", delivery.Batch.Files.Select(file => Duck.Literal(file.LocalPath)));
        var rows = delivery.Batch.Files.Count == 0 ? "(select null where false)" : $"read_parquet([{files}])";
        return new(run,
            duck.Rows($"describe from {rows}", row => (row.GetString(0), row.GetString(1))),
            duck.Rows($"from {rows} limit {PreviewRows}", Texts),
            duck.Rows($"from quarantine limit {PreviewRows}", Texts));
    }

    private static IReadOnlyList<string?> Texts(System.Data.IDataRecord row) =>
        [.. Enumerable.Range(0, row.FieldCount).Select(at => row.IsDBNull(at) ? null : row.GetValue(at) switch
        {
            DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            var value => Convert.ToString(value, CultureInfo.InvariantCulture),
        })];
}
