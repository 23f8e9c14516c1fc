using System.Text.Json;
using Outcomes.Analytics;
using Outcomes.Functions;

namespace Outcomes.Tests.Functions;

/// <summary>What a server keeps of the machine's memory.</summary>
public sealed class ProcessMemoryTests
{
    [Fact]
    public void Only_mappings_of_files_that_are_run_or_are_constants_and_that_nobody_wrote_to_are_let_go()
    {
        string[] smaps =
        [
            "555563ea1000-5555650ee000 rw-p 00000000 00:00 0                          [heap]", "Rss:  15000 kB", "Anonymous:  15000 kB", // data
            "7f0000001000-7f0000003000 r-xp 00001000 08:01 77   /opt/some folder/libduckdb.so", "Rss:  8 kB", "Anonymous:         0 kB", "VmFlags: rd ex mr mw me", // let go
            "7f0000003000-7f0000004000 r-xp 00003000 08:01 77   /opt/libduckdb.so", "Anonymous:         4 kB", // written to: relocated text
            "7f0000004000-7f0000005000 r--p 00004000 08:01 77   /opt/libduckdb.so", "Anonymous:         0 kB", // let go: constants
            "7f0000005000-7f0000006000 r--p 00005000 08:01 78   /opt/System.Private.CoreLib.dll", "Anonymous:         0 kB", // an assembly that may be being loaded
            "7f0000006000-7f0000007000 r--s 00000000 08:01 79   /opt/Outcomes.Analytics.dll", "Anonymous:         0 kB", // let go: shared, read only
            "7f0000007000-7f0000008000 rw-s 00000000 08:01 80   /data/records.db-shm", "Anonymous:         0 kB", // shared, written
            "7f0000008000-7f0000009000 rw-p 00000000 08:01 77   /opt/libduckdb.so", "Anonymous:         0 kB", // may be written
            "7f0000009000-7f000000a000 r-xp 00000000 00:00 0                          [vdso]", "Anonymous:         0 kB", // of no file
            "ffffffffff600000-ffffffffff601000 --xp 00000000 00:00 0                  [vsyscall]", "Anonymous:         0 kB",
        ];

        Assert.Equal([(0x7f0000001000, 0x2000), (0x7f0000004000, 0x1000), (0x7f0000006000, 0x1000)], ProcessMemory.Untouched(smaps).Select(mapping => ((long)mapping.From, (long)mapping.Length)));
    }

    [Fact]
    public void All_that_runs_goes_on_running_when_it_was_given_back()
    {
        using var duck = Duck.Open();
        ProcessMemory.KeepTogether();
        for (var time = 0; time < 3; time++)
        {
            ProcessMemory.GiveBack();
            Assert.Equal(4_999_950_000, duck.One<long>("select sum(i)::bigint from range(100000) as numbers(i)"));
            Assert.Equal("[1,2]", JsonSerializer.Serialize(JsonSerializer.Deserialize<int[]>("[1, 2]")));
        }
    }

    [Fact]
    public void Pages_of_code_are_gone_from_memory_when_they_were_given_back()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux tells and takes them here.");
        using var duck = Duck.Open();
        Duck.StopReading();
        var before = Resident();

        ProcessMemory.GiveBack();

        Assert.True(Resident() < before, $"{before} kB of files were mapped before, {Resident()} kB after.");
    }

    private static long Resident() => long.Parse(File.ReadLines("/proc/self/status").First(line => line.StartsWith("RssFile:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], System.Globalization.CultureInfo.InvariantCulture);
}
