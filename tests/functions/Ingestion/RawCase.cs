using System.Globalization;
using System.Text;
using DuckDB.NET.Data;
using Outcomes.Analytics;
using Outcomes.Functions.Ingestion;
using Outcomes.Functions.Sources;

namespace Outcomes.Tests.Functions.Ingestion;

/// <summary>A source's raw files in a folder of the test's own, loaded as a run loads them.</summary>
internal sealed class RawCase : IDisposable
{
    private readonly TempFolder folder = new();
    private DuckDBConnection? duck;

    public RawCase(string files = "*.csv") => Source = new()
    {
        Name = "orders",
        File = "sources/orders.sql",
        Folder = folder.Path,
        Title = "Orders",
        Dataset = new()
        {
            Name = "orders",
            File = "orders.sql",
            Title = "",
            Key = [],
            Month = null,
            Disclosure = "none",
            RetentionMonths = null,
            Strict = [],
            Precedence = [],
            Columns = [],
        },
        Files = files,
        FilesAre = FilesAre.Parts,
        AsAt = null,
        Format = new(null, null, "utf-8", "\"", ".", 0, null, null, null, Mark.Usual),
        Columns = [],
        Absent = "missing",
        Schedule = null,
        LookbackDays = null,
        Mode = Mode.Replace,
        OnDuplicate = OnDuplicate.Quarantine,
        DropIdenticalRows = false,
        Breaks = [],
        Personal = [],
        DriftIgnore = null,
        InsteadOf = null,
        Owner = "",
        Sql = "select * from raw",
        SqlLine = 1,
    };

    public Source Source { get; set; }

    public RawLimits Limits { get; set; } = new();

    public RawTableResult? Result { get; private set; }

    public string this[string relative] => folder[relative];

    public RawCase Write(string name, string text, Encoding? encoding = null) => Write(name, [.. (encoding ?? new UTF8Encoding(false)).GetPreamble(), .. (encoding ?? new UTF8Encoding(false)).GetBytes(text)]);

    public RawCase Write(string name, byte[] bytes)
    {
        File.WriteAllBytes(folder[name], bytes);
        return this;
    }

    public RawCase With(Func<Source, Source> change)
    {
        Source = change(Source);
        return this;
    }

    public RawCase Typed(params (string Name, string Type)[] columns) =>
        With(source => source with { Columns = [.. columns.Select(column => Column(column.Name, column.Type))] });

    public RawCase Formatted(Func<Format, Format> change) => With(source => source with { Format = change(source.Format) });

    public IReadOnlyList<PreparedFile> Prepare() => RawFiles.Prepare(Source, RawFiles.Find(Source), Work(), Limits);

    public RawCase Load(IReadOnlyList<PreparedFile>? files = null, IReadOnlyList<string>? previous = null, IReadOnlySet<string>? needed = null)
    {
        files ??= Prepare();
        duck?.Dispose();
        duck = Duck.Open();
        Result = RawTable.Load(Source, files, duck, previous, needed);
        return this;
    }

    /// <summary>Rows of a query on the loaded file, cells as text joined by '|', null as ∅.</summary>
    public string[] Rows(string sql) => [.. (duck ?? throw new InvalidOperationException("Load first.")).Rows(sql, row =>
        string.Join('|', Enumerable.Range(0, row.FieldCount).Select(field => row.IsDBNull(field) ? "∅" : Shown(row.GetValue(field)))))];

    public string[] Quarantine() => Rows("select file, row, coalesce(\"column\", ''), reason, text from quarantine order by all");

    public string Message() => Assert.Throws<SourceException>(() => Load()).Message;

    public void Dispose()
    {
        duck?.Dispose();
        folder.Dispose();
    }

    private string Work() => Directory.CreateDirectory(Path.Combine(folder.Path, "work", Guid.NewGuid().ToString("N"))).FullName;

    private static TypedColumn Column(string name, string type) =>
        type.Split(": ", 2) is [var kind, var format] ? new(name, kind, format, 1) : new(name, type, null, 1);

    private static string Shown(object value) => value switch
    {
        DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        DateTime time => time.ToString(time.Millisecond == 0 ? "yyyy-MM-dd HH:mm:ss" : "yyyy-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString()!,
    };
}
