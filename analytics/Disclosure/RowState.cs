namespace Outcomes.Analytics.Disclosure;

/// <summary>What a reader gets of one row.</summary>
internal enum RowState : byte
{
    /// <summary>No row is published, and there is nothing to publish.</summary>
    Absent,

    /// <summary>A rounded count, or 0.</summary>
    Shown,

    /// <summary>Suppressed for its own sake.</summary>
    Primary,

    /// <summary>Suppressed for the sake of another.</summary>
    Secondary,

    /// <summary>Not published for another reason (missing, suppressed at source), or a difference of two that are.</summary>
    Unpublished,

    /// <summary>In no published table, and not a figure that a reader asks for: it only ties tables that are (the days under a table by week).</summary>
    Auxiliary,
}

/// <summary>Why a figure is suppressed for its own sake.</summary>
internal enum Primary : byte
{
    /// <summary>It is not.</summary>
    No,

    /// <summary>It counts few, or is of few.</summary>
    Few,

    /// <summary>It is 0 % or 100 %, and tells the same of everybody.</summary>
    Class,

    /// <summary>One contributor dominates it, or the second largest could tell what the largest gave.</summary>
    Dominated,
}

/// <summary>The span of a period.</summary>
internal enum Grain : byte
{
    Day,
    Week,
    Month,
    Quarter,
    FinancialYear,
    Year,
}

/// <summary>Which counts a measure's rows have.</summary>
internal enum Parts : byte
{
    /// <summary>One count.</summary>
    Count,

    /// <summary>A numerator and a denominator of different things.</summary>
    Pair,

    /// <summary>A numerator that is part of its denominator; the rest is a count too.</summary>
    Share,
}
