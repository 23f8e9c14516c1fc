using Outcomes.Analytics;

namespace Outcomes.Functions.Ingestion;

/// <summary>What a source would deliver now: its first rows and everything that would be set aside, without anything written.</summary>
/// <param name="Run">The counts and notes the run would have: drift, and look-ups that found nothing.</param>
/// <param name="Columns">Names and types of <paramref name="Rows"/>, in the dataset's order.</param>
/// <param name="Rows">The first rows as the lake would hold them, as text; null where the lake would hold null.</param>
/// <param name="Quarantine">The first rows set aside: file, row, column, reason, text.</param>
public sealed record Preview(
    Run Run,
    IReadOnlyList<(string Name, string Type)> Columns,
    IReadOnlyList<IReadOnlyList<string?>> Rows,
    IReadOnlyList<IReadOnlyList<string?>> Quarantine);
