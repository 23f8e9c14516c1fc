using System.Globalization;
using Microsoft.Extensions.Configuration;
using Outcomes.Functions;

namespace Outcomes.Benchmarks;

/// <summary>
/// A day of the local server in twenty minutes: sources that are due each half-hour and hour and find a new file, the publication that follows, housekeeping, and readers all the time. Its clock
/// leaps a tenth of an hour each five seconds, and only when no work is open, so that leases are held for as long as they are in life.
/// </summary>
public static class SoakBenchmark
{
    private const int LeapsADay = 240, Rows = 2_000;
    private static readonly TimeSpan Leap = TimeSpan.FromMinutes(6), Beat = TimeSpan.FromSeconds(5);
    private static readonly string[] Asked =
    [
        "", "odata/Outcomes?$top=1000&$filter=measure eq 'bookings'", "odata/Summaries?$filter=grain eq 'month' and level eq 'council'", "odata/Runs?$top=200", "odata/$metadata", "reports/Outcomes.csv", "healthz", "metrics",
        "odata/Outcomes?$apply=groupby((service),aggregate(numerator with sum as total))",
    ];

    /// <param name="folder">Where its council and data lie; the data are removed in the end.</param>
    /// <param name="minutes">How many minutes of its own; 20 are a day.</param>
    public static async Task RunAsync(string folder, double minutes)
    {
        var place = Directory.CreateDirectory(Path.Combine(folder, $"soak-{Environment.ProcessId}")).FullName;
        var leaps = (int)Math.Round(LeapsADay * minutes / 20);
        Equip(place);
        List<Level> levels = [];
        var (asked, failed, unavailable) = (0L, new List<string>(), 0L);
        using (var server = await ServedLeg.StartAsync(4, "leg", "soak-serve", place, leaps.ToString(CultureInfo.InvariantCulture)))
        {
            using var stop = new CancellationTokenSource();
            var readers = Enumerable.Range(0, 2).Select(reader => Task.Run(async () =>
            {
                for (var turn = reader; !stop.IsCancellationRequested; turn++)
                {
                    Interlocked.Increment(ref asked);
                    try
                    {
                        await server.BytesAsync(Asked[turn % Asked.Length]);
                    }
                    catch (HttpRequestException wrong) when (!stop.IsCancellationRequested)
                    {
                        lock (failed)
                            failed.Add($"{Asked[turn % Asked.Length]}: {wrong.Message}");
                    }
                    await Task.Delay(100);
                }
            })).ToArray();
            for (var at = 0; at < leaps;)
            {
                await Task.Delay(Beat);
                at = File.Exists(Path.Combine(place, "at")) ? int.Parse(await File.ReadAllTextAsync(Path.Combine(place, "at")), CultureInfo.InvariantCulture) : 0;
                levels.Add(new(server.MegabytesNow, server.Handles, Size(place, "publications") + Size(place, "serving") + Size(place, "cache"), Size(place, "")));
            }
            await stop.CancelAsync();
            await Task.WhenAll(readers);
        }
        var settings = SettingsOf(place);
        using (var composition = await Composition.OpenAsync(settings, Council.Load(settings.Council), TimeProvider.System, default))
        {
            var runs = await composition.Ledger.RunsAsync(null, default);
            var publications = await composition.Publications.ListAsync(default);
            Write(levels, leaps, asked, failed, runs.Count(run => run.Status is "succeeded"), [.. runs.Where(run => run.Status is "failed").Select(run => run.Message ?? "")], publications.Count);
        }
        Directory.Delete(place, recursive: true);
    }

    /// <summary>The product's local server under a clock that leaps, and what comes from outside: a new file for each source that is due.</summary>
    public static async Task ServeAsync(string place, int leaps, string urls)
    {
        var (settings, clock) = (SettingsOf(place) with { Urls = urls }, new LeapingClock());
        var serving = new Verbs(settings, clock, new Terminal(TextWriter.Null, Console.Error)).ServeAsync(default);
        using var watching = await Composition.OpenAsync(settings, Council.Load(settings.Council), clock, default);
        var rounds = watching.Rounds(null);
        for (var at = 0; at < leaps;)
        {
            await Task.WhenAny(serving, Task.Delay(Beat));
            if (serving.IsCompleted)
                await serving;
            if (await watching.Publications.CurrentAsync(default) is null || !await rounds.IsIdleAsync(default))
                continue;
            if (at % 5 == 0)
                Deliver(place, ++delivered);
            clock.Leap();
            await File.WriteAllTextAsync(Path.Combine(place, "at.part"), (++at).ToString(CultureInfo.InvariantCulture));
            File.Move(Path.Combine(place, "at.part"), Path.Combine(place, "at"), overwrite: true);
        }
        await serving;
    }

    private static int delivered;

    private static void Write(List<Level> levels, int leaps, long asked, List<string> failed, int runs, string[] wrong, int publications)
    {
        // The first tenth warms up: caches fill and code is compiled.
        var kept = levels.Skip(levels.Count / 10).ToArray();
        var (first, last) = (kept[..(kept.Length / 4)], kept[^(kept.Length / 4)..]);
        var report = new Report("soak", string.Create(CultureInfo.InvariantCulture, $"{leaps * Leap.TotalHours:0.#} hours of the local server, its clock compressed"));
        void Add(string what, string unit, Func<Level, double> of, double bar) =>
            report.Add($"{what}, last quarter against first (medians)", $"{Median(last, of):0} {unit}", $"{Median(first, of):0} {unit}", Median(last, of) / Median(first, of), bar, atMost: true);
        Add("resident memory", "MB", level => level.Megabytes, 1.2);
        Add("open handles", "handles", level => level.Handles, 1.2);
        Add("disk of publications and what serves them", "MB", level => level.Published, 1.2);
        report.Add("requests that failed", $"{failed.Count}", $"{asked} asked", failed.Count, 0, atMost: true);
        report.Add("runs that failed", $"{wrong.Length}", $"{runs} succeeded", wrong.Length, 0, atMost: true);
        report.Note(string.Create(CultureInfo.InvariantCulture, $"{publications} publications are kept: all of two hours here, of 48 where nothing is set. The whole data folder takes {Median(first, level => level.Disk):0.0} MB in the first quarter, {Median(last, level => level.Disk):0.0} in the last: raw files and earlier versions are kept for 30 days, and rows come. Highest memory {levels.Max(level => level.Megabytes):0} MB, most handles {levels.Max(level => level.Handles)}."));
        foreach (var told in failed.Concat(wrong).Distinct().Take(5))
            report.Note($"Failed: {told}");
        report.Write();
    }

    private static void Equip(string place)
    {
        foreach (var name in (string[])["sources", "files", "data"])
            Directory.CreateDirectory(Path.Combine(place, "council", name));
        foreach (var (source, schedule) in new[] { ("events", "0 */30 * * * *"), ("pools", "0 10 * * * *"), ("libraries", "0 40 * * * *") })
            File.WriteAllText(Path.Combine(place, "council", "sources", $"{source}.sql"), $$"""
                -- title: Bookings of {{source}}
                -- dataset: service_bookings
                -- files: files/{{source}}.csv
                -- columns: {day: date, places: integer}
                -- absent: zero
                -- mode: merge
                -- schedule: "{{schedule}}"
                -- owner: a@council.example

                select day as date, '{{source}}' as service, ward as area, 'web' as channel, number as reference, places as booked from raw

                """.ReplaceLineEndings("\n"));
        File.WriteAllLines(Path.Combine(place, "council", "data", "areas.csv"), Enumerable.Range(0, 10).Select(ward => $"E0500100{ward},Ward {ward}").Prepend("area,name"));
        Deliver(place, 0);
    }

    private static void Deliver(string place, int number)
    {
        foreach (var source in (string[])["events", "pools", "libraries"])
            File.WriteAllLines(Path.Combine(place, "council", "files", $"{source}.csv"), Enumerable.Range(0, Rows)
                .Select(row => string.Create(CultureInfo.InvariantCulture, $"{source}-{number}-{row},2026-{1 + (row % 9):00}-{1 + (row % 28):00},E0500100{row % 10},{1 + (row % 7)}")).Prepend("number,day,ward,places"));
    }

    private static Settings SettingsOf(string place) => Settings.Read(new ConfigurationBuilder().AddInMemoryCollection([new("Access:RequestsPerMinute", "1000000"), new("Publications:Hours", "2")]).Build(), Path.Combine(place, "council"), Path.Combine(place, "data"));

    /// <summary>Megabytes in a folder of the data.</summary>
    private static double Size(string place, string folder) =>
        new DirectoryInfo(Path.Combine(place, "data", folder)) is { Exists: true } data ? data.EnumerateFiles("*", new EnumerationOptions { RecurseSubdirectories = true }).Sum(Length) / 1048576.0 : 0;

    private static long Length(FileInfo file)
    {
        try
        {
            return file.Length;
        }
        catch (FileNotFoundException)
        {
            return 0; // gone meanwhile
        }
    }

    private static double Median(Level[] levels, Func<Level, double> of) => levels.Select(of).Order().ElementAt(levels.Length / 2);

    private sealed record Level(double Megabytes, int Handles, double Published, double Disk);

    private sealed class LeapingClock : TimeProvider
    {
        private long ahead;

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow().AddTicks(Interlocked.Read(ref ahead));

        public void Leap() => Interlocked.Add(ref ahead, SoakBenchmark.Leap.Ticks);
    }
}
