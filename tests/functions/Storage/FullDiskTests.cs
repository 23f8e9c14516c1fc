using System.Diagnostics;
using Outcomes.Functions.Ingestion;
using Outcomes.Functions.Storage;
using static Outcomes.Tests.Functions.Storage.LakeTests;

namespace Outcomes.Tests.Functions.Storage;

public class FullDiskTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_commit_on_a_disk_that_fills_says_whether_it_is_decided_and_is_finished_once_there_is_room()
    {
        var (decided, undecided) = (0, 0);
        for (var (step, full) = (1, true); full; step++)
        {
            using var stores = await Stores.OpenAsync("directory");
            var (lake, ledger) = Open(stores);
            await CommitAsync(lake, ledger, Month(stores, "2026-01", 1));
            var old = await HashesAsync(lake);
            var disk = new CutOff(step, () => new IOException("No space left on device", 28));
            var filling = new Ledger(new CutOff.Ledger(stores.Ledger, disk), TimeProvider.System);
            Exception? failure = null;
            try
            {
                var lease = (await filling.TryLeaseAsync("source/orders", Token))!;
                await new Lake(new CutOff.Storage(stores.Storage, disk), filling, stores.Folder["filling/"]).CommitAsync(
                    lease, "bookings", "orders", [Month(stores, "2026-01", 2, old["2026-01"])], Token);
            }
            catch (IOException told)
            {
                failure = told;
            }
            full = disk.Happened;

            using var snapshot = await lake.SnapshotAsync(Token); // there is room again
            Assert.Empty(snapshot.Damaged);
            Assert.Equal(failure is null or UnfinishedCommitException ? [2] : [1], Values(snapshot));
            (decided, undecided) = (decided + (failure is UnfinishedCommitException ? 1 : 0), undecided + (failure is not (null or UnfinishedCommitException) ? 1 : 0));
        }
        Assert.True(decided > 0 && undecided > 0, $"{decided} commits failed after they were decided and {undecided} before: both must have been tried.");
    }

    /// <remarks>A file system of memory with a megabyte stands for the disk, in a namespace of the test's own.</remarks>
    [Fact]
    public async Task What_a_full_disk_or_one_that_is_read_only_stops_says_what_to_do_and_leaves_nothing_in_the_way_of_the_next()
    {
        if (!OperatingSystem.IsLinux())
            Assert.Skip("Only Linux lets a test mount a small disk of its own.");
        using var folder = new TempFolder();
        folder.Write("council/sources/orders.sql", """
            -- title: Orders
            -- dataset: service_bookings
            -- files: orders.csv
            -- columns: {day: date, places: integer}
            -- absent: zero
            -- mode: replace
            -- owner: events@council.example

            select day as date, 'events' as service, 'web' as channel, number as reference, places as booked from raw
            """);
        // Numbers that do not pack well, so that the kept copy alone is larger than the disk.
        folder.Write("council/orders.csv", "number,day,places\n" + string.Concat(Enumerable.Range(0, 60_000).Select(i => $"{Guid.NewGuid():N},2026-05-{1 + (i % 28):00},2\n")));
        Directory.CreateDirectory(folder["disk"]);
        string Run(string verb) => $"'{Path.Combine(AppContext.BaseDirectory, "Outcomes.Functions")}' {verb} --council '{folder["council"]}' --data '{folder["disk"]}' 2>&1; echo exit $?";
        var (code, output) = await ShellAsync($"""
            mount -t tmpfs -o size=1m tmpfs '{folder["disk"]}' || exit 9
            {Run("ingest")}
            mount -o remount,size=64m '{folder["disk"]}'
            {Run("ingest")}
            head -c 70m /dev/zero 2>/dev/null >'{folder["disk/filler"]}'
            truncate -s -150K '{folder["disk/filler"]}'
            {Run("publish")}
            rm '{folder["disk/filler"]}'
            {Run("publish")}
            mount -o remount,ro '{folder["disk"]}'
            {Run("ingest")}
            """);
        if (code is 9 or 127 || output.Contains("unshare", StringComparison.Ordinal))
            Assert.Skip($"This system lets no test mount a disk of its own: {output.Trim()}");

        var runs = output.Split("exit ");
        Assert.Contains("orders: the disk is full; what was not committed leaves the lake as it was. Make room where ", runs[0], StringComparison.Ordinal);
        Assert.DoesNotContain("orders\tsucceeded", runs[0], StringComparison.Ordinal);
        Assert.StartsWith("1", runs[1], StringComparison.Ordinal);
        Assert.Contains("orders\tsucceeded\t60000\t0\t60000", runs[1], StringComparison.Ordinal);
        Assert.True(runs[2].StartsWith('0'), runs[0] + runs[1]);
        Assert.Contains("The disk is full: nothing was published, and readers keep what they have. Make room where ", runs[2], StringComparison.Ordinal);
        Assert.StartsWith("1", runs[3], StringComparison.Ordinal);
        Assert.Contains("Publication 20", runs[3], StringComparison.Ordinal);
        Assert.True(runs[4].StartsWith('0'), runs[3]);
        Assert.Contains("/ledger.db cannot be used: ", runs[4], StringComparison.Ordinal);
        Assert.Contains("It must be a SQLite file in a folder that can be written", runs[4], StringComparison.Ordinal);
        Assert.StartsWith("1", runs[5], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_disk_that_became_read_only_is_named_serves_nothing_wrong_and_holds_nothing_up_once_it_is_mended()
    {
        if (!OperatingSystem.IsLinux())
            Assert.Skip("Only Linux lets a test mount a disk of its own.");
        using var folder = new TempFolder();
        folder.Write("council/sources/orders.sql", """
            -- title: Orders
            -- dataset: service_bookings
            -- files: orders-*.csv
            -- files_are: parts
            -- columns: {day: date, places: integer}
            -- absent: zero
            -- mode: replace
            -- owner: events@council.example

            select day as date, 'events' as service, 'web' as channel, number as reference, places as booked from raw
            """);
        folder.Write("council/orders-1.csv", "number,day,places\n1,2026-05-01,2\n");
        Directory.CreateDirectory(folder["disk"]);
        var ingest = $"'{Path.Combine(AppContext.BaseDirectory, "Outcomes.Functions")}' ingest --council '{folder["council"]}' --data '{folder["disk"]}' 2>&1; echo exit $?";
        var (code, output) = await ShellAsync(
            $"mount -t tmpfs -o size=64m tmpfs '{folder["disk"]}' || exit 9; {ingest}; printf 'number,day,places\\n2,2026-05-02,3\\n' > '{folder["council"]}/orders-2.csv'; "
            + $"mount -o remount,ro '{folder["disk"]}'; {ingest}; mount -o remount,rw '{folder["disk"]}'; {ingest}");
        if (code is 9 or 127 || output.Contains("unshare", StringComparison.Ordinal))
            Assert.Skip($"This system lets no test mount a disk of its own: {output.Trim()}");

        var runs = output.Split("exit ");
        Assert.StartsWith("0", runs[1], StringComparison.Ordinal);
        Assert.Contains(folder["disk"], runs[1], StringComparison.Ordinal);
        Assert.Contains("in a folder that can be written", runs[1], StringComparison.Ordinal);
        Assert.StartsWith("1", runs[2], StringComparison.Ordinal);
        Assert.Contains("orders\tsucceeded\t2\t0\t1", runs[2], StringComparison.Ordinal);
        Assert.StartsWith("0", runs[3], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_measure_that_fits_neither_in_memory_nor_on_disk_is_stale_and_the_others_are_published()
    {
        if (!OperatingSystem.IsLinux())
            Assert.Skip("Only Linux lets a test mount a disk of its own.");
        using var folder = new TempFolder();
        folder.Write("council/data/areas.csv", "area,name\nE1,Abbey\n");
        folder.Write("council/measures/heavy.sql", """
            -- title: Heavy
            -- why: It asks for more than there is.
            -- stage: output
            -- kind: count
            -- unit: rows
            -- better: neither
            -- numerator: Rows
            -- disclosure: none
            -- publish: {month: [[]]}
            -- date_role: made
            -- owner: performance@council.example
            -- review_by: 2099-01-01

            select date '2026-05-01' as date, 'day' as grain, null as service, null as area, null as channel, null as platform,
                (select count(*) from (select distinct hash(range), hash(range + 1) from range(30000000)))::bigint as numerator, null as denominator
            from areas
            """);
        Directory.CreateDirectory(folder["disk"]);
        string Run(string verb) => $"'{Path.Combine(AppContext.BaseDirectory, "Outcomes.Functions")}' {verb} --council '{folder["council"]}' --data '{folder["disk"]}' 2>&1; echo exit $?";
        var (code, output) = await ShellAsync($"mount -t tmpfs -o size=24m tmpfs '{folder["disk"]}' || exit 9; {Run("ingest")}; {Run("publish")}");
        if (code is 9 or 127 || output.Contains("unshare", StringComparison.Ordinal))
            Assert.Skip($"This system lets no test mount a disk of its own: {output.Trim()}");

        var runs = output.Split("exit ");
        Assert.StartsWith("0", runs[1], StringComparison.Ordinal);
        Assert.Contains("heavy: stale: Its SELECT needs more memory than a publication has, and more room on disk", runs[1], StringComparison.Ordinal);
        Assert.Contains("Publication 20", runs[1], StringComparison.Ordinal);
        Assert.StartsWith("1", runs[2], StringComparison.Ordinal);
    }

    internal static async Task<(int Code, string Output)> ShellAsync(string script)
    {
        using var shell = new Process { StartInfo = new("sh", ["-c", "unshare -rm sh -c \"$0\" 2>&1", script]) { RedirectStandardOutput = true } };
        shell.Start();
        var output = await shell.StandardOutput.ReadToEndAsync(Token);
        await shell.WaitForExitAsync(Token);
        return (shell.ExitCode, output);
    }
}
