using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using Outcomes.Functions;

namespace Outcomes.Benchmarks;

/// <summary>The same rounds over one Azurite: taken from its queue by four processes, and done in one process whose work waits in its memory. Both are warm, as processes are that run for weeks: rounds of few rows go before the one that is measured.</summary>
public static partial class QueueBenchmark
{
    private const int Sources = 24, Rows = 40_000, Processes = 4, Workers = 4, Warming = 6, FewRows = 500;

    public static async Task RunAsync(string folder)
    {
        var place = Directory.CreateDirectory(Path.Combine(folder, $"queue-{Environment.ProcessId}")).FullName;
        var (azurite, connection) = await AzuriteAsync();
        try
        {
            var queued = await QueuedAsync(place, connection);
            var alone = await AloneAsync(place, connection);
            var report = new Report("queue", "Work from a queue, by four processes over one Azurite");
            report.Add("wall time, of that in one process", $"{queued.Wall:0.0} s", $"{alone.Wall:0.0} s", queued.Wall / alone.Wall, 1.15, atMost: true);
            report.Add("processor time of those who work, of that of the one", $"{queued.Cpu:0.0} s", $"{alone.Cpu:0.0} s", queued.Cpu / alone.Cpu, 1.15, atMost: true);
            report.Note(string.Create(CultureInfo.InvariantCulture, $"{Sources} sources of files, {Rows:N0} more rows of each, and one publication; both ways every source ran once in the round and one publication was made. Azurite shares the machine and is not counted in processor time."));
            report.Write();
        }
        finally
        {
            azurite.Kill(entireProcessTree: true);
            Directory.Delete(place, recursive: true);
        }
    }

    private static async Task<(double Wall, double Cpu)> QueuedAsync(string place, string connection)
    {
        var settings = Settings(place, "queued", connection, queued: true);
        using var composition = await OpenAsync(settings);
        var workers = Enumerable.Range(0, Processes).Select(number => Start(settings, Path.Combine(place, $"worker-{number}"))).ToArray();
        try
        {
            TimeSpan Used() => workers.Select(worker => worker.TotalProcessorTime).Aggregate((a, b) => a + b);
            await WarmAsync(composition, place);
            foreach (var worker in workers)
                worker.Refresh();
            var (before, watch) = (Used(), Stopwatch.StartNew());
            await RoundAsync(composition, place, Warming + 1, Rows);
            var wall = watch.Elapsed;
            foreach (var worker in workers)
                worker.Refresh();
            var cpu = Used() - before;
            await CheckAsync(composition);
            return (wall.TotalSeconds, cpu.TotalSeconds);
        }
        finally
        {
            foreach (var worker in workers)
                worker.Kill();
        }
    }

    private static async Task<(double Wall, double Cpu)> AloneAsync(string place, string connection)
    {
        using var composition = await OpenAsync(Settings(place, "alone", connection, queued: false));
        using var stop = new CancellationTokenSource();
        var rounds = composition.Rounds(null);
        var working = Enumerable.Range(0, Workers).Select(_ => Task.Run(() => rounds.WorkAsync(stop.Token))).ToArray();
        await WarmAsync(composition, place, rounds);
        var (before, watch) = (Environment.CpuUsage.TotalTime, Stopwatch.StartNew());
        await RoundAsync(composition, place, Warming + 1, Rows, rounds);
        var (wall, cpu) = (watch.Elapsed, Environment.CpuUsage.TotalTime - before);
        await stop.CancelAsync();
        await Task.WhenAll(working).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await CheckAsync(composition);
        return (wall.TotalSeconds, cpu.TotalSeconds);
    }

    private static async Task WarmAsync(Composition composition, string place, Outcomes.Functions.WorkItems.Rounds? rounds = null)
    {
        for (var number = 1; number <= Warming; number++)
            await RoundAsync(composition, place, number, FewRows, rounds);
    }

    /// <summary>A file more for each source, and a round of all of them until it is published.</summary>
    private static async Task RoundAsync(Composition composition, string place, int number, int rows, Outcomes.Functions.WorkItems.Rounds? rounds = null)
    {
        for (var source = 0; source < Sources; source++)
            await File.WriteAllLinesAsync(Path.Combine(place, "council", "files", $"s{source}-{number}.csv"), Enumerable.Range(0, rows)
                .Select(row => string.Create(CultureInfo.InvariantCulture, $"{source}-{number}-{row},2026-{number:00}-{1 + (row % 28):00},{row % 7 + 1}")).Prepend("number,day,places"));
        rounds ??= composition.Rounds(null);
        await rounds.BeginAsync([.. Enumerable.Range(0, Sources).Select(source => $"s{source}")], unlessOpen: false, default);
        while (!await rounds.IsIdleAsync(default))
            await Task.Delay(50);
    }

    private static async Task CheckAsync(Composition composition)
    {
        var runs = await composition.Ledger.RunsAsync(null, default);
        var publications = await composition.Publications.ListAsync(default);
        if (runs.Count != (Warming + 1) * Sources || runs.Any(run => run.Status != "succeeded") || runs.Sum(run => run.New) != (long)Sources * (Warming * FewRows + Rows) || publications.Count != Warming + 1)
            throw new InvalidOperationException($"{runs.Count} runs, {runs.Sum(run => run.New)} new rows, {publications.Count} publications: {runs.FirstOrDefault(run => run.Status != "succeeded")?.Message}");
    }

    private static Dictionary<string, string?> Settings(string place, string name, string connection, bool queued)
    {
        var council = Path.Combine(place, "council");
        foreach (var folder in (string[])["sources", "files"])
            Directory.CreateDirectory(Path.Combine(council, folder));
        foreach (var old in Directory.EnumerateFiles(Path.Combine(council, "files")))
            File.Delete(old);
        for (var source = 0; source < Sources; source++)
            File.WriteAllText(Path.Combine(council, "sources", $"s{source}.sql"), $$"""
                -- title: Orders {{source}}
                -- dataset: service_bookings
                -- files: files/s{{source}}-*.csv
                -- files_are: parts
                -- columns: {day: date, places: integer}
                -- absent: zero
                -- mode: replace
                -- owner: a@council.example

                select day as date, 'events' as service, 'web' as channel, number as reference, places as booked from raw

                """.ReplaceLineEndings("\n"));
        var settings = new Dictionary<string, string?>
        {
            ["OUTCOMES_COUNCIL"] = council,
            ["OUTCOMES_DATA"] = Path.Combine(place, name),
            ["Storage:Blobs"] = connection,
            ["Storage:Tables"] = connection,
            ["Storage:Container"] = name,
            ["Storage:Table"] = name,
            ["OUTCOMES_QUEUE"] = name,
        };
        if (queued)
            settings["OUTCOMES_WORK"] = connection;
        return settings;
    }

    private static Task<Composition> OpenAsync(Dictionary<string, string?> settings)
    {
        var read = Outcomes.Functions.Settings.Read(new ConfigurationBuilder().AddInMemoryCollection(settings).Build());
        return Composition.OpenAsync(read, Council.Load(read.Council), TimeProvider.System, default);
    }

    private static Process Start(Dictionary<string, string?> settings, string data)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "Outcomes.Functions"), ["work", "--data", data]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (key, value) in settings)
            start.Environment[key.Replace(":", "__", StringComparison.Ordinal)] = value;
        var worker = Process.Start(start)!;
        worker.OutputDataReceived += (_, _) => { };
        worker.ErrorDataReceived += (_, _) => { };
        worker.BeginOutputReadLine();
        worker.BeginErrorReadLine();
        return worker;
    }

    /// <summary>Azurite as the tests have it, on free ports.</summary>
    private static async Task<(Process Server, string Connection)> AzuriteAsync()
    {
        var folder = Path.Combine(Report.Root ?? throw new InvalidOperationException("Run it from a checkout."), "tests", "azurite");
        if (!Directory.Exists(Path.Combine(folder, "node_modules")))
            using (var install = Process.Start(new ProcessStartInfo("npm", ["ci", "--no-audit", "--no-fund"]) { WorkingDirectory = folder })!)
                await install.WaitForExitAsync();
        var server = Process.Start(new ProcessStartInfo("node", ["node_modules/azurite/dist/src/azurite.js", "--inMemoryPersistence", "--skipApiVersionCheck", "--disableTelemetry",
            "--blobHost", "127.0.0.1", "--blobPort", "0", "--queueHost", "127.0.0.1", "--queuePort", "0", "--tableHost", "127.0.0.1", "--tablePort", "0"])
        { WorkingDirectory = folder, RedirectStandardOutput = true })!;
        var addresses = new Dictionary<string, string>();
        while (addresses.Count < 3)
            if (Listening().Match(await server.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("Azurite ended at once.")) is { Success: true, Groups: var groups })
                addresses[groups[1].Value] = groups[2].Value;
        _ = server.StandardOutput.ReadToEndAsync();
        const string Account = "devstoreaccount1", Key = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=="; // documented for everybody
        return (server, $"DefaultEndpointsProtocol=http;AccountName={Account};AccountKey={Key};" + string.Concat(addresses.Select(service => $"{service.Key}Endpoint={service.Value}/{Account};")));
    }

    [GeneratedRegex(@"Azurite (Blob|Queue|Table) service(?: is)? successfully listen(?:s|ing) (?:at|on) (http://\S+)")]
    private static partial Regex Listening();
}
