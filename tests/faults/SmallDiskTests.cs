using System.Globalization;
using Outcomes.Tests.Functions.Storage;

namespace Outcomes.Tests.Faults;

/// <summary>The temporary disk of Functions' Flex Consumption: 0.8 GB, with what is kept elsewhere (Azurite) and the settings that deploy/ gives.</summary>
public class SmallDiskTests
{
    private const int Rows = 150_000;

    [Fact]
    public async Task On_a_temporary_disk_of_800_MB_a_large_file_is_ingested_and_published_and_one_that_finds_no_room_stops_no_other_source()
    {
        if (!OperatingSystem.IsLinux())
            Assert.Skip("Only Linux lets a test mount a small disk of its own.");
        var azurite = await Azurite.GetAsync();
        using var folder = new TempFolder();
        foreach (var source in (string[])["large", "small"])
            folder.Write($"council/sources/{source}.sql", $$"""
                -- title: Orders, {{source}}
                -- dataset: service_bookings
                -- files: {{source}}.csv
                -- columns: {day: date, places: integer}
                -- absent: zero
                -- mode: replace
                -- owner: events@council.example

                select day as date, '{{source}}' as service, 'web' as channel, number as reference, places as booked from raw
                """);
        void Deliver(int day)
        {
            // Numbers that do not pack: some 7 MB as a file, as a copy, in the lake and while they are sorted.
            folder.Write("council/large.csv", "number,day,places\n" + string.Concat(Enumerable.Range(0, Rows).Select(_ => $"{Guid.NewGuid():N},2026-05-{day:00},2\n")));
            folder.Write("council/small.csv", $"number,day,places\n1,2026-05-{day:00},2\n");
        }
        Deliver(1);
        Directory.CreateDirectory(folder["disk"]);
        var program = Path.Combine(AppContext.BaseDirectory, "Outcomes.Functions");
        string Run(string verb) => $"'{program}' {verb} --council '{folder["council"]}' --data '{folder["disk/outcomes"]}' 2>&1; echo exit $?";
        async Task<string[]> ShellAsync(string script)
        {
            // The file system lives as long as its namespace: each call begins with an empty disk, as an instance does that has just started.
            var (code, output) = await FullDiskTests.ShellAsync($"""
                mount -t tmpfs -o size=800m tmpfs '{folder["disk"]}' || exit 9
                export Storage__Blobs='{azurite.ConnectionString}' Storage__Tables='{azurite.ConnectionString}' Storage__Container=smalldisk Storage__Table=smalldisk Storage__CacheBytes=300000000 Sandbox__Temporary=300MB
                {script}
                """);
            if (code is 9 or 127 || output.Contains("unshare", StringComparison.Ordinal))
                Assert.Skip($"This system lets no test mount a disk of its own: {output.Trim()}");
            return output.Split("exit ");
        }
        string Used() => $"echo exit; du -sm '{folder["disk"]}' | cut -f1";

        var runs = await ShellAsync($"{Run("ingest large small")}; {Run("publish")}; {Used()}");
        Assert.Contains($"large\tsucceeded\t{Rows}\t0\t{Rows}", runs[0], StringComparison.Ordinal);
        Assert.StartsWith("0", runs[1], StringComparison.Ordinal);
        Assert.Contains("Publication 20", runs[1], StringComparison.Ordinal);
        Assert.StartsWith("0", runs[2], StringComparison.Ordinal);
        var left = int.Parse(runs[^1].Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1], CultureInfo.InvariantCulture);
        Assert.True(left < 400, $"{left} MB of 800 are still taken when the work is done.");

        Deliver(2);
        var filler = folder["disk/filler"];
        runs = await ShellAsync($"""
            head -c 795m /dev/zero >'{filler}'
            {Run("ingest large small")}
            rm '{filler}'
            {Run("ingest large small")}
            {Run("publish")}
            """);
        Assert.Contains("large: the disk is full; what was not committed leaves the lake as it was. Make room where ", runs[0], StringComparison.Ordinal);
        Assert.Contains("small\tsucceeded\t1\t0\t1", runs[0], StringComparison.Ordinal);
        Assert.StartsWith("1", runs[1], StringComparison.Ordinal);
        Assert.Contains($"large\tsucceeded\t{Rows}\t0\t{Rows}", runs[1], StringComparison.Ordinal);
        Assert.StartsWith("0", runs[2], StringComparison.Ordinal);
        // What disclosure control says of such invented bookings is not asked here.
        Assert.Contains("Publication 20", runs[2], StringComparison.Ordinal);
        Assert.DoesNotContain("disk", runs[2], StringComparison.Ordinal);
    }
}
