using System.Globalization;
using System.Runtime.InteropServices;
using Outcomes.Analytics;

namespace Outcomes.Functions;

/// <summary>
/// What starting, ingesting and publishing need of the machine's memory and serving does not: kept from spreading while it is needed, and given back when nothing is left to do. What concerns malloc and pages
/// of code is done on Linux alone.
/// </summary>
/// <remarks>
/// Code is mapped from its files, and each page that is touched brings its neighbours with it; most of it only starts or publishes. A page that is let go stays in the machine's cache of files,
/// and is mapped again when it is next run: an answer after that takes some milliseconds longer, once.
/// </remarks>
internal static partial class ProcessMemory
{
    /// <summary>M_ARENA_MAX of mallopt(3).</summary>
    private const int Arenas = -8;

    /// <summary>MADV_DONTNEED of madvise(2): of a private mapping that nobody wrote to, the pages come again from the file.</summary>
    private const int NotNeeded = 4;

    /// <summary>
    /// Lets malloc divide its memory by cores. By default it does by eight times as many, and since each publication's DuckDB has threads of its own, what they leave in each part is kept for the next: a server of two
    /// cores grew by half in a day of publications. Call it before there are many threads.
    /// </summary>
    public static void KeepTogether() => OfGlibc(() => Option(Arenas, Math.Max(2, Environment.ProcessorCount)));

    /// <summary>Gives back what is not needed now. Takes some tens of milliseconds, in which no other code runs for a part.</summary>
    public static void GiveBack()
    {
        Duck.StopReading();
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        OfGlibc(() => Trim(0));
        if (OperatingSystem.IsLinux())
            foreach (var (from, length) in Untouched(File.ReadLines("/proc/self/smaps")))
                _ = Advise(from, length, NotNeeded);
    }

    /// <summary>Mappings of files that can be run or are constants of native libraries, and that nobody wrote to: proc_pid_smaps(5). Other parts of .NET's assemblies are written to as they are loaded.</summary>
    internal static IEnumerable<(nint From, nint Length)> Untouched(IEnumerable<string> smaps)
    {
        (nint From, nint Length)? mapping = null;
        foreach (var line in smaps)
            if (line.Split(' ', 6, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) is [var range, var rights, _, _, var inode, ..] and var fields && range.Split('-') is [var from, var to])
                mapping = inode != "0" && IsConstant(rights, fields.ElementAtOrDefault(5) ?? "") ? (Address(from), Address(to) - Address(from)) : null;
            else if (mapping is { } known && line.StartsWith("Anonymous:", StringComparison.Ordinal) && line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1] == "0")
                yield return known;
    }

    private static void OfGlibc(Func<int> call)
    {
        try
        {
            if (OperatingSystem.IsLinux())
                _ = call();
        }
        catch (EntryPointNotFoundException)
        {
            // another libc (musl), which has no arenas and keeps little
        }
    }

    private static bool IsConstant(string rights, string file) => rights is "r-xp" or "r--s" || (rights is "r--p" && file.Contains(".so", StringComparison.Ordinal));

    private static nint Address(string hex) => nint.Parse(hex, NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    [LibraryImport("libc", EntryPoint = "mallopt")]
    private static partial int Option(int option, int value);

    [LibraryImport("libc", EntryPoint = "malloc_trim")]
    private static partial int Trim(nuint pad);

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(nint from, nint length, int advice);
}
