using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using Outcomes.Analytics;
using Outcomes.Functions;
using Outcomes.Functions.Ingestion;
using Outcomes.Functions.Storage;

namespace Outcomes.Benchmarks;

/// <summary>
/// A council of three sources of contacts and its lake of ten years: rows that DuckDB makes, by month, in the lake's own format, committed through its own protocol. A part of a
/// hundredth has the same services, wards, channels and days with each row for a hundred, so that as many figures are published of both.
/// </summary>
/// <param name="folder">Where it lies.</param>
/// <param name="millions">Rows in millions: 100, or 1.</param>
public sealed partial class ContactLake(string folder, int millions)
{
    private const int Thinnest = 100;
    private static readonly DateOnly First = new(2016, 1, 1), Last = new(2025, 12, 20);
    private static readonly (string Source, string Channels)[] Sources = [("contact_centre", "'phone'"), ("desks", "'face_to_face'"), ("forms", "'web', 'email', 'webchat'")];

    private string Place => Path.Combine(folder, $"contacts-{millions}");

    private string Council => Path.Combine(Place, "council");

    private string Data => Path.Combine(Place, "data");

    /// <summary>Its settings.</summary>
    public Settings Settings => Settings.Read(new ConfigurationBuilder().AddInMemoryCollection([new("Access:RequestsPerMinute", "1000000")]).Build(), Council, Data);

    /// <summary>Opens it.</summary>
    public Task<Composition> OpenAsync() => Composition.OpenAsync(Settings, Outcomes.Functions.Council.Load(Council), TimeProvider.System, default);

    /// <summary>Makes the lake, unless it is there; it is not published.</summary>
    public async Task MakeAsync()
    {
        var whole = Path.Combine(Place, "made");
        if (File.Exists(whole))
            return;
        if (Directory.Exists(Place))
            Directory.Delete(Place, recursive: true);
        foreach (var name in (string[])["sources", "measures", "data", "files"])
            Directory.CreateDirectory(Path.Combine(Council, name));
        foreach (var (source, _) in Sources)
            await File.WriteAllTextAsync(Path.Combine(Council, "sources", $"{source}.sql"), $$"""
                -- title: Contacts, {{source}}
                -- dataset: service_contacts
                -- files: files/{{source}}-*.csv
                -- files_are: changes
                -- columns: {date: date, contacts: integer, assessed: integer, avoidable: integer, repeated: integer}
                -- absent: zero
                -- mode: merge
                -- owner: benchmarks@outcomes.example

                select date, service, area, channel, reason, contacts, assessed as assessed_contacts, avoidable as avoidable_contacts, repeated as repeat_contacts from raw

                """.ReplaceLineEndings("\n"));
        // As counted: protection has a number of its own (leg protect).
        foreach (var path in Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "measures"), "*.sql"))
            if (await File.ReadAllTextAsync(path) is var measure && measure.Contains("from service_contacts", StringComparison.Ordinal))
                await File.WriteAllTextAsync(Path.Combine(Council, "measures", Path.GetFileName(path)), AsCounted().Replace(measure, "-- disclosure: none\n"));
        using (var duck = Duck.Open())
            foreach (var (table, rows) in new[]
            {
                ("services", "select 'service-' || lpad(s::varchar, 2, '0') as service, 'Service ' || s as title from range(1, 13) t(s)"),
                ("areas", "select 'E0500' || (1000 + a) as area, 'Ward ' || a as name, 'ward' as type, 'E0700' || (1000 + a % 6) as parent from range(46) t(a) union all select 'E0700' || (1000 + d), 'District ' || d, 'district', null from range(6) t(d)"),
            })
                duck.Run($"copy ({rows}) to {Duck.Literal(Path.Combine(Council, "data", $"{table}.csv"))} (format csv, header)");
        using var composition = await OpenAsync();
        foreach (var (name, channels) in Sources)
            await FillAsync(composition, composition.Council.Sources.Single(source => source.Name == name), channels);
        await File.WriteAllTextAsync(whole, "");
    }

    /// <summary>The files of the day after the last that the lake has.</summary>
    public async Task<DateOnly> DeliverAsync(Composition composition)
    {
        using var snapshot = await composition.Lake.SnapshotAsync(default);
        var day = (await Coverage.OfAsync(composition.Council.Sources.Single(source => source.Name == Sources[0].Source), snapshot, default)).Max(span => span.To).AddDays(1);
        using var duck = Duck.Open(memory: "400MB");
        foreach (var (source, channels) in Sources)
            duck.Run($"""
                copy (select date, service, area, channel, reason, contacts, assessed_contacts as assessed, avoidable_contacts as avoidable, repeat_contacts as repeated from ({Rows(day, day, channels)}))
                to {Duck.Literal(Path.Combine(Council, "files", $"{source}-{day:yyyy-MM-dd}.csv"))} (format csv, header)
                """);
        return day;
    }

    private async Task FillAsync(Composition composition, Outcomes.Functions.Sources.Source source, string channels)
    {
        var staged = new List<StagedMonth>();
        var temporary = Directory.CreateDirectory(Path.Combine(Place, "temporary")).FullName;
        using (var duck = Duck.Open(temporary: Place, memory: "1GB"))
            for (var month = First; month < Last; month = month.AddMonths(1))
            {
                var (end, path) = (month.AddMonths(1).AddDays(-1), Path.Combine(temporary, $"{month:yyyy-MM}.parquet"));
                // As the merge writes a month: its order, its row groups, its footer.
                duck.Run($$"""
                    copy (select *, 'day' as grain, 'ok' as status from ({{Rows(month, end < Last ? end : Last, channels)}}) order by date, service, area, channel, reason)
                    to {{Duck.Literal(path)}} (format parquet, compression zstd, row_group_size 122880, kv_metadata {
                        dataset: 'service_contacts', source: {{Duck.Literal(source.Name)}}, contract: {{Duck.Literal(Fingerprint.Contract(source.Dataset))}}, mapping: {{Duck.Literal(Fingerprint.Mapping(source))}}})
                    """);
                staged.Add(new($"{month:yyyy-MM}", path, null, duck.One<long>($"select count(*) from read_parquet({Duck.Literal(path)})")));
            }
        await using var lease = await composition.Ledger.TryLeaseAsync($"source/{source.Name}", default) ?? throw new InvalidOperationException($"{source.Name} is held.");
        await composition.Lake.CommitAsync(lease, "service_contacts", source.Name, staged, default);
        using var snapshot = await composition.Lake.SnapshotAsync(default);
        await composition.Lake.CommitAsync(lease, "coverage", source.Name,
            [await Coverage.StageAsync(source, Coverage.Add(source, [], (First, Last), composition.Ledger.Time.GetUtcNow()), snapshot, Path.Combine(temporary, "coverage.parquet"), default)], default);
        Directory.Delete(temporary, recursive: true);
    }

    [GeneratedRegex(@"-- disclosure: event_count[^\n]*\n(-- one_is:[^\n]*\n)?")]
    private static partial Regex AsCounted();

    /// <summary>Rows of some days: 12 services, 46 wards, 10 reasons; some combinations have contacts every day, some a few a month.</summary>
    private string Rows(DateOnly from, DateOnly to, string channels)
    {
        var (thin, each) = (Thinnest / millions, (Thinnest / millions).ToString(CultureInfo.InvariantCulture));
        return $"""
            select 'service-' || lpad(s::varchar, 2, '0') as service, 'E0500' || (1000 + a) as area, channel, date, 'reason-' || r as reason,
                (case when dice % 1000 < often then 1 + dice % 7 % 3 else 0 end * {each})::bigint as contacts,
                (dice % 4 * {each})::bigint as assessed_contacts, (case when dice % 4 = 0 then 0 else dice % 9 % 2 end * {each})::bigint as avoidable_contacts,
                (case when dice % 1000 < often then dice % 2 else 0 end * {each})::bigint as repeat_contacts
            from (
                select d::date as date, s, a, r, channel, hash(d, s, a, r, channel) as dice, (1000 * exp(-6 * pow(hash(s, a) % 1000 / 1000, 2)))::int as often
                from generate_series(date '{from:yyyy-MM-dd}', date '{to:yyyy-MM-dd}', interval 1 day) days(d), range(1, 13) services(s), range(46) areas(a), range(10) reasons(r), unnest([{channels}]) channels(channel)
                where (date_diff('day', date '2016-01-01', d) + s + a * 7 + r * 10 + hash(channel) % 10) % {thin} = 0)
            """;
    }
}
