namespace Outcomes.Analytics.Disclosure;

/// <summary>How far a row's count may be from the true one, and where a search has it; small, since searches read little else.</summary>
internal struct Slack
{
    /// <summary>Its count less the true one.</summary>
    public sbyte Offset;

    /// <summary>The least offset that reads the same.</summary>
    public sbyte Low;

    /// <summary>The greatest.</summary>
    public sbyte High;

    public RowFlags Flags;

    /// <summary>How many steps it is from reading the same.</summary>
    public readonly int Distance => DistanceAt(Offset);

    /// <summary>Whether it reads as it should, or does not matter.</summary>
    public readonly bool IsBroken => (Flags & RowFlags.Pinned) == 0 && (Offset < Low || Offset > High);

    public readonly int DistanceAt(int offset) => offset < Low ? Low - offset : offset > High ? offset - High : 0;
}

[Flags]
internal enum RowFlags : byte
{
    None,

    /// <summary>Keeps the offset it has when a search begins.</summary>
    Pinned = 1,

    /// <summary>A 0 that everybody sees: it cannot be hidden.</summary>
    Zero = 2,

    /// <summary>Part of what ties measures.</summary>
    Tied = 4,

    /// <summary>Changed since the start.</summary>
    Touched = 8,
}

/// <summary>A repeatable source of chance.</summary>
internal sealed class Dice
{
    private ulong state = 1;

    /// <summary>Equal seeds give equal rolls.</summary>
    public void Seed(ulong seed) => state = seed | 1;

    /// <summary>A number from 0 to one less than the sides.</summary>
    public int Roll(int sides)
    {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        return (int)((state >> 33) * (ulong)sides >> 31);
    }
}
