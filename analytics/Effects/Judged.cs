using System.Security.Cryptography;
using System.Text.Json;

namespace Outcomes.Analytics.Effects;

/// <summary>An aim and its verdict.</summary>
/// <param name="Declared">As it was declared.</param>
/// <param name="Measure">Its measure; null where there is none of that name.</param>
/// <param name="Assessment">The verdict.</param>
/// <param name="Words">What its sentence is made of.</param>
internal sealed record Judged(DeclaredAim Declared, Measure? Measure, Assessment Assessment, Words Words)
{
    /// <summary>Of what the verdict rests on: equal inputs are not judged again. Null: it is not judged yet, or cannot be.</summary>
    public string? InputsHash { get; } = HashOf(Assessment);

    private static string? HashOf(Assessment assessment)
    {
        var aim = assessment.Aim;
        return aim.Fault is not null || assessment.Verdict == Verdict.TooEarly ? null : Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(new
        {
            aim.Campaign.Starts,
            aim.Campaign.Ends,
            aim.Campaign.Kind,
            aim.LagDays,
            aim.WorthDetecting,
            aim.Expected,
            aim.Judged,
            aim.Timeline,
            Figures = aim.Comparisons.Prepend(aim.Outcome).Select(series => new { series.Observed, series.OutOf, series.Treated }),
            Others = aim.Others.Select(other => new { other.Starts, other.Ends, other.Kind }),
            Calendar = aim.Calendar.Select(term => term.Values),
            aim.Breaks,
            Full = aim.Full.Order(),
        })));
    }
}
