namespace Outcomes.Analytics;

/// <summary>Tells a disk that is full from other failures, whoever came upon it: .NET, DuckDB or SQLite.</summary>
public static class FullDisk
{
    // ENOSPC, EDQUOT on Linux and macOS, EFBIG, ERROR_DISK_FULL.
    private static readonly int[] Codes = [28, 122, 69, 27, unchecked((int)0x80070070)];
    private const string Spilled = "failed to offload data block";
    private static readonly string[] Words = ["No space left on device", "disk is full", "not enough space on the disk", "Disk quota exceeded", "File too large", Spilled];

    /// <summary>Whether a failure, or what it came of, is a disk without room, a quota or a limit of file sizes, or that what did not fit in memory found no room there either.</summary>
    public static bool Is(Exception failure) =>
        (failure is IOException && Codes.Contains(failure.HResult)) || Words.Any(word => failure.Message.Contains(word, StringComparison.OrdinalIgnoreCase))
        || (failure.InnerException is { } inner && Is(inner));

    /// <summary>Whether only what did not fit in memory found no room: a query that asks for less may go on.</summary>
    public static bool IsOfSpilling(Exception failure) => failure.Message.Contains(Spilled, StringComparison.OrdinalIgnoreCase);
}
