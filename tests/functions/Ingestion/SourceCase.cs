using System.Globalization;
using Outcomes.Analytics;
using Outcomes.Functions.Ingestion;
using Outcomes.Functions.Sources;

namespace Outcomes.Tests.Functions.Ingestion;

/// <summary>
/// A source over a small contract, mapped and merged as a run does it but without a lake: CSV texts and a SELECT in, lake rows out. Each
/// delivery is merged with the months of the one before.
/// </summary>
internal sealed class SourceCase : IDisposable
{
    private const string Contract = """
        -- title: Bookings
        -- key: [service, channel, date]
        -- month: date
        -- disclosure: none
        -- retention: forever
        -- strict: [kind]

        create table bookings (
            service varchar,                -- What was booked
            channel varchar,                -- How
            date    date,                   -- When
            booked  bigint,                 -- Places [places]
            kind    enum('adult', 'child'), -- For whom
            paid    decimal(18,4),          -- Money [GBP]
            note    varchar                 -- Remark
        );
        """;

    private readonly TempFolder folder = new();
    private IReadOnlyList<LakeFile> lake = [];
    private int deliveries;

    /// <summary>The contract's text; set before the first delivery to use another.</summary>
    public string Dataset { get; init; } = Contract;

    /// <summary>Front matter beside title, dataset, files and owner.</summary>
    public string Front { get; init; } = "absent: zero\nmode: replace";

    /// <summary>The SELECT; all columns of the file where not set.</summary>
    public string Sql { get; set; } = "select * exclude (_file), from raw";

    /// <summary>Raw columns typed, as YAML.</summary>
    public string Columns { get; init; } = "{date: date, booked: integer}";

    public SandboxLimits Limits { get; init; } = new();

    /// <summary>Maps one delivery of files and merges it.</summary>
    public Batch Deliver(Window window, params (string Name, string Csv)[] files)
    {
        var source = Source();
        var place = Path.GetDirectoryName(folder[$"{++deliveries}/x"])!;
        foreach (var (name, csv) in files)
            File.WriteAllText(Path.Combine(place, name), csv.ReplaceLineEndings("\n"));
        source = source with { Folder = place };
        var prepared = RawFiles.Prepare(source, RawFiles.Find(source), folder[$"{deliveries}/prepared"]);
        using var snapshot = new LakeSnapshot([]);
        var reference = new ReferenceData(snapshot, [source.Dataset], new Dictionary<string, string>());
        var tree = Mapping.Parse(source, ReferenceData.Names([source.Dataset], new Dictionary<string, string>()));
        using var sandbox = Sandbox.Open(folder[$"{deliveries}/work.duckdb"], Limits);
        sandbox.Fill(duck => RawTable.Load(source, prepared, duck));
        reference.PutInto(sandbox.Connection, source, tree, place);
        sandbox.Lock(lake.Select(file => file.LocalPath), folder[$"{deliveries}/lake"]);
        var mapped = Mapping.Run(source, tree, sandbox, [.. prepared.Select(file => file.Path)], TestContext.Current.CancellationToken);
        var batch = Merge.Stage(source, mapped, sandbox, window, lake, folder[$"{deliveries}/lake"], TestContext.Current.CancellationToken);
        Assert.Equal(mapped.Rows, batch.Counts.Mapped);
        lake = batch.Files;
        return batch;
    }

    /// <summary>Maps one file, with a window that is everything.</summary>
    public Batch Deliver(string csv) => Deliver(Window.Everything, ("a.csv", csv));

    /// <summary>The lake's rows as comma-separated texts, null empty, in the order of months and files.</summary>
    public IReadOnlyList<string> Rows(string columns = "*") => [.. lake.SelectMany(file => Read($"select {columns} from read_parquet({Duck.Literal(file.LocalPath)})"))];

    /// <summary>The lake's files, for looking at bytes and footers.</summary>
    public IReadOnlyList<LakeFile> Lake => lake;

    /// <summary>Rows set aside by the last delivery: row, column, reason, text.</summary>
    public IReadOnlyList<string> Quarantine => Read("select row, \"column\", reason, text from quarantine order by all", folder[$"{deliveries}/work.duckdb"]);

    public Source Source()
    {
        var faults = new List<Fault>();
        var dataset = Outcomes.Analytics.Dataset.Read(SqlFile.Read(folder.Write($"{DatasetName}.sql", Dataset), folder.Path, faults), faults);
        var front = $"title: Test\ndataset: {DatasetName}\nfiles: '*.csv'\n{(Front.Contains("files_are") ? "" : "files_are: parts\n")}owner: a@b.example\ncolumns: {Columns}\n{Front}";
        var text = string.Join('\n', front.ReplaceLineEndings("\n").Split('\n').Select(line => $"-- {line}")) + $"\n\n{Sql}\n";
        var source = Outcomes.Functions.Sources.Source.Read(SqlFile.Read(folder.Write("sources/test.sql", text), folder.Path, faults), new Dictionary<string, Dataset> { [DatasetName] = dataset! }, faults);
        Assert.Empty(faults);
        return source!;
    }

    public void Dispose() => folder.Dispose();

    private string DatasetName => Dataset.Split("create table ")[1].Split(' ')[0];

    private static IReadOnlyList<string> Read(string sql, string? database = null)
    {
        using var duck = Duck.Open(database);
        return duck.Rows(sql, row => string.Join(",", Enumerable.Range(0, row.FieldCount).Select(at => row.IsDBNull(at) ? "" : row.GetValue(at) switch
        {
            DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            var value => Convert.ToString(value, CultureInfo.InvariantCulture),
        })));
    }
}
