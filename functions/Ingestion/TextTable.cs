using Parquet;
using Parquet.Schema;

namespace Outcomes.Functions.Ingestion;

/// <summary>Rows that come from .NET objects, written as a Parquet file whose columns are all text.</summary>
/// <remarks>Parquet.Net writes without blocking; here it is waited for, because what it writes to is a local file and what feeds it cannot wait.</remarks>
internal sealed class TextTable : IDisposable
{
    private const int GroupRows = 20_000;
    private readonly DataField[] fields;
    private readonly List<string?>[] cells;
    private readonly FileStream stream;
    private readonly ParquetWriter writer;

    public TextTable(string path, IReadOnlyList<string> columns)
    {
        fields = [.. columns.Select(column => new DataField<string>(column, true))];
        cells = [.. columns.Select(_ => new List<string?>())];
        stream = File.Create(path);
        writer = ParquetWriter.CreateAsync(new ParquetSchema(fields), stream).GetAwaiter().GetResult();
    }

    /// <summary>Adds a row: a cell for each column, null where it is empty.</summary>
    public void Add(IReadOnlyList<string?> row)
    {
        for (var place = 0; place < cells.Length; place++)
            cells[place].Add(row[place]);
        if (cells.Length > 0 && cells[0].Count == GroupRows)
            Flush();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Flush();
        writer.DisposeAsync().AsTask().GetAwaiter().GetResult();
        stream.Dispose();
    }

    private void Flush()
    {
        using var group = writer.CreateRowGroup();
        for (var place = 0; place < fields.Length; place++)
        {
            group.WriteAsync(fields[place], cells[place]!).GetAwaiter().GetResult();
            cells[place].Clear();
        }
    }
}
