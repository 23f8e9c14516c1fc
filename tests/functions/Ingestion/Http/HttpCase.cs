using Outcomes.Analytics;

namespace Outcomes.Tests.Functions.Ingestion.Http;

/// <summary>A source of requests named <c>calls</c> into <c>service_contacts</c>, answered by a test; real ledger, raw and lake.</summary>
internal sealed class HttpCase : IDisposable
{
    public const string Secret = "s3cr3t-of-the-council";

    private const string Usual = """
        select day::date as date, 'streets' as service, null as area, 'phone' as channel, name as reason, n as contacts, _row from raw
        """;

    private readonly ImpatientTime time = new(new(2024, 4, 1, 6, 0, 0, TimeSpan.Zero));

    /// <summary>The source.</summary>
    /// <param name="http">YAML of the key <c>http</c>, without its first two blanks.</param>
    /// <param name="answer">The reply to a request, and the how-many-th it is.</param>
    /// <param name="front">More front matter.</param>
    /// <param name="sql">The SELECT.</param>
    public HttpCase(string http, Func<Asked, int, Given> answer, string front = "mode: merge", string sql = Usual)
    {
        Case = new() { Time = time };
        Answers = new(answer);
        time.IsHanging = () => Answers.IsHanging;
        Case.Transport = Answers;
        Case.Settings["calls"] = new(["calls.example"], [], new Dictionary<string, string> { ["key"] = Secret }, new Dictionary<string, DateOnly>(), new Dictionary<string, string>());
        Write(http, front, sql);
    }

    public IngestionCase Case { get; }

    public Answers Answers { get; private set; }

    public void Write(string http, string front = "mode: merge", string sql = Usual) => Case.Source(
        "calls",
        $"dataset: service_contacts\nabsent: zero\ncolumns: {{n: integer}}\n{front}\nhttp:\n{string.Join('\n', http.ReplaceLineEndings("\n").Split('\n').Select(line => "  " + line))}",
        sql);

    /// <summary>Answers otherwise from now on.</summary>
    public void Answer(Func<Asked, int, Given> answer)
    {
        Answers = new(answer);
        Case.Transport = Answers;
    }

    public async Task<Run> RunAsync(Outcomes.Functions.Ingestion.Window window = default, bool replay = false) => (await Case.RunAsync(window, replay, "calls")).Single();

    public Task<IReadOnlyList<string>> RowsAsync() => Case.RowsAsync("date, reason, contacts", "service_contacts");

    /// <summary>A page of records: name and number.</summary>
    public static string Records(params (string Name, int N)[] records) =>
        $"[{string.Join(",", records.Select(record => $$"""{"day":"2024-03-30","name":"{{record.Name}}","n":{{record.N}}}"""))}]";

    public void Dispose()
    {
        time.Dispose();
        Case.Dispose();
    }
}
