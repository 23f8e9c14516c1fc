namespace Outcomes.Functions.Ingestion;

/// <summary>How large what a source sends may be; beyond it the source fails with a message. Settings <c>Raw:*</c>.</summary>
public sealed record RawLimits
{
    /// <summary>Bytes of one file once decompressed: 8 GiB unless set.</summary>
    public long MaxBytes { get; init; } = 8L << 30;

    /// <summary>Decompressed bytes for each compressed byte, looked at after the first 64 MiB: 200 unless set. Tables of numbers reach about 20.</summary>
    public int MaxRatio { get; init; } = 200;

    /// <summary>Bytes of one line: 16 MiB unless set, and no more. A longer one is a binary file, or one whose line ends were lost.</summary>
    public int MaxLineBytes { get; init; } = 16 << 20;

    /// <summary>Bytes of one document that must be read whole (JSON with a path to its records, a spreadsheet): 256 MiB unless set.</summary>
    public long MaxDocumentBytes { get; init; } = 256L << 20;

    /// <summary>Members of one archive: 10,000 unless set.</summary>
    public int MaxMembers { get; init; } = 10_000;
}
