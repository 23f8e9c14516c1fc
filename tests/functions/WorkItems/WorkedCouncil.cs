using System.Diagnostics;
using System.Globalization;
using Azure.Storage.Queues;
using Microsoft.Extensions.Configuration;
using Outcomes.Analytics;
using Outcomes.Functions;
using Outcomes.Functions.Storage;

namespace Outcomes.Tests.Functions.WorkItems;

/// <summary>A council of a few small sources, one of which others look things up in, kept on a folder or on Azurite; and the product as processes of their own over it.</summary>
internal sealed class WorkedCouncil : IDisposable
{
    public const int Sources = 4;
    public static readonly string[] Names = ["places", "orders_1", "orders_2", "orders_3"];
    private readonly TempFolder folder = new();
    private readonly Dictionary<string, string?> settings = [];

    private WorkedCouncil()
    {
    }

    /// <summary>The days of the first delivery: rows of a source are one for each.</summary>
    public static readonly DateOnly First = new(2026, 3, 2);

    public string Data => Path.Combine(folder.Path, "data");

    public string this[string relative] => folder[relative];

    public static async Task<WorkedCouncil> MakeAsync(string where, int days = 20, string? connection = null)
    {
        var council = new WorkedCouncil();
        council.folder.Write("council/sources/places.sql", """
            -- title: Places
            -- dataset: areas
            -- files: files/places.csv
            -- mode: replace
            -- owner: a@council.example

            select code as area, title as name, 'ward' as type from raw
            """);
        for (var number = 1; number < Sources; number++)
            council.folder.Write($"council/sources/orders_{number}.sql", $"""
                -- title: Orders {number}
                -- dataset: service_bookings
                -- files: files/orders-{number}-*.csv
                -- files_are: parts
                -- columns: {"{day: date, places: integer}"}
                -- absent: zero
                -- mode: replace
                -- schedule: "0 0 5 * * *"
                -- owner: a@council.example

                select day as date, 'events' as service, coalesce(a.area, 'unknown') as area, 'web' as channel, number as reference, places as booked
                from raw left join areas as a on a.name = raw.place
                """);
        council.folder.Write("council/files/places.csv", "code,title\nW1,Hill\nW2,Vale\n");
        council.Deliver(First, days);
        council.settings["OUTCOMES_COUNCIL"] = council.folder["council/"];
        council.settings["OUTCOMES_DATA"] = council.Data;
        if (where is "azure")
        {
            connection ??= (await Azurite.GetAsync()).ConnectionString;
            var name = $"w{Guid.NewGuid():N}";
            foreach (var (key, value) in new[] { ("Storage:Blobs", connection), ("Storage:Tables", connection), ("OUTCOMES_WORK", connection), ("Storage:Container", name), ("Storage:Table", name), ("OUTCOMES_QUEUE", name) })
                council.settings[key] = value;
        }
        return council;
    }

    /// <summary>Writes a file of the council folder.</summary>
    public void Write(string relative, string text) => folder.Write($"council/{relative}", text);

    /// <summary>Writes a file for each source of orders: a row a day.</summary>
    public void Deliver(DateOnly first, int days)
    {
        for (var number = 1; number < Sources; number++)
            folder.Write($"council/files/orders-{number}-{first:yyyy-MM-dd}.csv", "number,day,places,place\n" + string.Concat(Enumerable.Range(0, days).Select(day =>
                $"{number}-{first.AddDays(day):yyyyMMdd},{first.AddDays(day):yyyy-MM-dd},{day % 7 + number},{(day % 2 == 0 ? "Hill" : "Vale")}\n")));
    }

    /// <summary>What must be in the lake after deliveries of so many days from <see cref="First"/>: worked out from the rule above, not read from the product.</summary>
    public static IReadOnlyList<string> Expected(params (DateOnly First, int Days)[] deliveries) =>
        [.. from number in Enumerable.Range(1, Sources - 1)
            from delivery in deliveries
            from day in Enumerable.Range(0, delivery.Days)
            let date = delivery.First.AddDays(day)
            select $"{number}-{date:yyyyMMdd},{date:yyyy-MM-dd},{(day % 2 == 0 ? "W1" : "W2")},{(day % 7 + number).ToString(CultureInfo.InvariantCulture)}"];

    /// <summary>A setting more, for this and for the processes that are started.</summary>
    public void Set(string key, string value) => settings[key] = value;

    public IConfiguration Configuration => new ConfigurationBuilder().AddInMemoryCollection(settings).Build();

    /// <summary>The queue of work items, on Azurite.</summary>
    public QueueClient Queue() => new(settings["OUTCOMES_WORK"], settings["OUTCOMES_QUEUE"], new() { MessageEncoding = QueueMessageEncoding.Base64 });

    public Task<Composition> OpenAsync(TimeProvider? time = null)
    {
        var read = Settings.Read(Configuration);
        return Composition.OpenAsync(read, Council.Load(read.Council!), time ?? TimeProvider.System, TestContext.Current.CancellationToken);
    }

    /// <summary>The lake's orders, in the order of <see cref="Expected"/>.</summary>
    public static async Task<IReadOnlyList<string>> RowsAsync(Composition composition)
    {
        using var snapshot = await composition.Lake.SnapshotAsync(TestContext.Current.CancellationToken, (dataset, _) => dataset is "service_bookings");
        Assert.Empty(snapshot.Damaged);
        using var duck = Duck.Open();
        return [.. snapshot.Files.SelectMany(file => duck.Rows(
            $"select source, reference || ',' || strftime(date, '%Y-%m-%d') || ',' || area || ',' || booked as row, date from read_parquet({Duck.Literal(file.LocalPath)}) order by date", row => row.GetString(1)))
            .Order(StringComparer.Ordinal)];
    }

    /// <summary>The product as a process of its own.</summary>
    public Process Start(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Outcomes.Functions.dll"), .. arguments])
        {
            WorkingDirectory = folder.Path,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (key, value) in settings)
            start.Environment[key.Replace(":", "__", StringComparison.Ordinal)] = value;
        return Process.Start(start)!;
    }

    /// <summary>The same to its end.</summary>
    public async Task<(int Code, string Output)> RunAsync(params string[] arguments)
    {
        using var process = Start(arguments);
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output + await errors);
    }

    /// <summary>Every publication kept is whole: its manifest reads and all its files are there with the content they are named by.</summary>
    public static async Task<IReadOnlyList<Publication>> WholePublicationsAsync(Composition composition)
    {
        using var local = new TempFolder();
        var stored = new Publications(composition.Storage, local.Path); // not the copies that the process which made them has
        var publications = await stored.ListAsync(TestContext.Current.CancellationToken);
        foreach (var publication in publications)
            await stored.FetchAsync(publication, TestContext.Current.CancellationToken, toPublish: publication == publications[^1]);
        return publications;
    }

    /// <summary>Leases of the dead run out in a minute; the test does not wait for that.</summary>
    public static async Task LeasesEndAsync(Composition composition)
    {
        foreach (var name in (string[])["publication", "housekeeping", .. Names.Select(source => $"source/{source}")])
            if (await composition.Ledger.RecallAsync<Held>("lease", name, TestContext.Current.CancellationToken) is { } held)
                await composition.Ledger.ReleaseAsync(name, held.Token, TestContext.Current.CancellationToken);
    }

    private sealed record Held(long Token);

    public void Dispose() => folder.Dispose();
}
