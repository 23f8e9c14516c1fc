namespace Outcomes.Functions.Ingestion;

/// <summary>The half-open range of days a run covers; an open end is null.</summary>
/// <param name="From">First day.</param>
/// <param name="To">The day after the last.</param>
public readonly record struct Window(DateOnly? From, DateOnly? To)
{
    /// <summary>Every day.</summary>
    public static readonly Window Everything;

    /// <summary>Whether it has no ends.</summary>
    public bool IsEverything => From is null && To is null;

    /// <summary>The part of a span, both ends included, that lies in it; null where none does.</summary>
    public (DateOnly First, DateOnly Last)? Cut(DateOnly first, DateOnly last)
    {
        var (from, to) = (From > first ? From.Value : first, To <= last ? To.Value.AddDays(-1) : last);
        return from <= to ? (from, to) : null;
    }

    /// <inheritdoc/>
    public override string ToString() => IsEverything ? "every day" : $"{From:yyyy-MM-dd} to {To?.AddDays(-1):yyyy-MM-dd}";
}
