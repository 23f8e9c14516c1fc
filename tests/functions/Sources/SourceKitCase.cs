using System.Globalization;
using System.IO.Compression;
using System.Text;
using Outcomes.Analytics;
using Outcomes.Functions;
using Outcomes.Functions.Ingestion;
using Outcomes.Functions.Sources.Http;
using Outcomes.Functions.Storage;
using Outcomes.Tests.Functions.Ingestion.Http;

namespace Outcomes.Tests.Functions.Sources;

/// <summary>A cell of a line of a source's file.</summary>
internal sealed record Cell(string Name, string Text);

/// <summary>A council with one source in it, answered from its recorded exchanges; real ledger, raw and lake. A request that is not recorded fails the test.</summary>
internal sealed class SourceKitCase : IDisposable
{
    private readonly TempFolder folder = new();
    private readonly SqliteLedgerStore store;
    private readonly ImpatientTime time;
    private readonly List<string> unregistered = [];
    private readonly HashSet<int> used = [];
    private Func<Exchange, int, int, Given?> change = (_, _, _) => null;
    private int requests;

    public SourceKitCase(RecordedExchanges recorded, string? sourceFile = null)
    {
        Recorded = recorded;
        time = new(recorded.Now);
        store = new(folder["ledger.db"]);
        sourceFile ??= Path.Combine(Checkout.Root, "functions", "Sources", recorded.Name + ".sql");
        File.Copy(sourceFile, folder[$"council/sources/{recorded.Name}.sql"]);
        foreach (var (name, text) in recorded.Data)
            folder.Write($"council/data/{name}.csv", text);
        foreach (var (name, text) in recorded.Files)
            folder.Write($"council/{name}", text);
        var council = Council.Load(folder["council"], new Dictionary<string, Outcomes.Functions.Ingestion.Http.SourceSettings> { [recorded.Name] = recorded.Settings });
        Source = council.Sources.Single(source => source.Name == recorded.Name);
        var faults = council.Faults.ToList();
        Source.Check(council.Datasets, council.Data, faults);
        Assert.Empty(faults);
        Answers = new((asked, _) => Answer(asked));
        time.IsHanging = () => Answers.IsHanging;
        Ledger = new(store, time);
        var storage = new DirectoryStorage(folder["data"]);
        Lake = new(storage, Ledger, folder["work"]);
        Ingestion = new(council.Sources, council.Datasets, council.Data, Lake, Ledger, storage, folder["work"])
        {
            Transport = Answers,
            SourceSettings = new Dictionary<string, Outcomes.Functions.Ingestion.Http.SourceSettings> { [recorded.Name] = recorded.Settings },
        };
        Before = [.. recorded.Data.Keys.Select(name => $"data_{name}").Where(name => council.Sources.Any(source => source.Name == name))];
    }

    public RecordedExchanges Recorded { get; }

    public ImpatientTime Time => time;

    public Outcomes.Functions.Sources.Source Source { get; }

    public Answers Answers { get; }

    public Ledger Ledger { get; }

    public Lake Lake { get; }

    public Outcomes.Functions.Ingestion.Ingestion Ingestion { get; }

    /// <summary>Requests that no exchange fits.</summary>
    public IReadOnlyList<string> Unregistered => unregistered;

    /// <summary>Exchanges that nobody asked for.</summary>
    public IEnumerable<string> Unused => Recorded.Exchanges.Where((_, number) => !used.Contains(number)).Select(exchange => exchange.Request);

    private string[] Before { get; }

    /// <summary>Runs the source. Replies may be changed: exchange, its place, and how many-th request it is; null leaves it.</summary>
    public async Task<Run> RunAsync(Func<Exchange, int, int, Given?>? changed = null)
    {
        (change, requests) = (changed ?? ((_, _, _) => null), 0);
        if (Before.Length > 0)
            Assert.All(await Ingestion.RunAsync(Before, cancellationToken: TestContext.Current.CancellationToken), run => Assert.NotEqual("failed", run.Status));
        return (await Ingestion.RunAsync([Recorded.Name], Recorded.Window, cancellationToken: TestContext.Current.CancellationToken)).Single();
    }

    /// <summary>Writes its files anew: lines of cells, the first the header, each cell with its column's name. Title rows above stay.</summary>
    public void ChangeFiles(Func<IEnumerable<IEnumerable<Cell>>, IEnumerable<IEnumerable<Cell>>> changed)
    {
        foreach (var (name, text) in Recorded.Files)
        {
            var (lines, titles, delimiter) = (text.Split('\n', StringSplitOptions.RemoveEmptyEntries), Source.Format.SkipRows, Source.Format.Delimiter ?? ",");
            string[] Split(string line) => System.Text.RegularExpressions.Regex.Split(line, $"{delimiter}(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)");
            var header = Split(lines[titles]);
            var cells = lines.Skip(titles).Select(line => Split(line).Select((cell, at) => new Cell(header[at], cell)));
            folder.Write($"council/{name}", string.Concat(lines.Take(titles).Concat(changed(cells).Select(line => string.Join(delimiter, line.Select(cell => cell.Text)))).Select(line => line + "\n")));
        }
    }

    /// <summary>The lake's rows as comma-separated texts, in order.</summary>
    public async Task<IReadOnlyList<string>> RowsAsync()
    {
        using var snapshot = await Lake.SnapshotAsync(TestContext.Current.CancellationToken);
        return [.. snapshot.Files.Where(file => file.Dataset == Source.Dataset.Name && file.Source == Source.Name)
            .SelectMany(file => Duck.ReadingFiles(duck => duck.Rows($"select {Recorded.Columns} from read_parquet({Duck.Literal(file.LocalPath)})", Text))).Order(StringComparer.Ordinal)];
    }

    /// <summary>Everything that is kept, unpacked, as text: raw, lake, quarantine, ledger.</summary>
    public IEnumerable<(string File, string Content)> Kept()
    {
        foreach (var file in Directory.GetFiles(folder["data"], "*", SearchOption.AllDirectories).Concat(Directory.GetFiles(folder.Path, "ledger.db*")))
        {
            using var stream = File.Open(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var plain = file.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(stream, CompressionMode.Decompress) : (Stream)stream;
            using var reader = new StreamReader(plain, Encoding.UTF8);
            yield return (file, reader.ReadToEnd());
        }
    }

    public void Dispose()
    {
        time.Dispose();
        store.Dispose();
        folder.Dispose();
    }

    private Given Answer(Asked asked)
    {
        lock (used)
        {
            requests++;
            var exchanges = Recorded.Exchanges;
            for (var number = 0; number < exchanges.Count; number++)
                if (exchanges[number].Fits(asked, IsCredential))
                {
                    used.Add(number);
                    return change(exchanges[number], number, requests) ?? exchanges[number].Given;
                }
            unregistered.Add($"{asked.Method} {asked.Uri} {asked.Body}");
            return Given.Failure(418, """{"error": "this request is not recorded"}""");
        }
    }

    private bool IsCredential(string parameter) => Source.Http!.Auth switch
    {
        KeyAuth { Query: { } query } => query == parameter,
        HmacAuth hmac => parameter == hmac.SignatureQuery || parameter == hmac.KeyQuery,
        _ => false,
    };

    private static string Text(System.Data.IDataRecord row) => string.Join(",", Enumerable.Range(0, row.FieldCount).Select(at => row.IsDBNull(at) ? "" : row.GetValue(at) switch
    {
        DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        DateTime moment => moment.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture),
        var value => Convert.ToString(value, CultureInfo.InvariantCulture),
    }));
}
