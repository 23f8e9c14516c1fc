namespace Outcomes.Analytics;

/// <summary>One <c>.sql</c> file that says what is counted, why, and which way is better. Its id is its file name, never reused.</summary>
/// <remarks>Design §2.3. The SELECT always has the columns date, grain, service, area, channel, platform, numerator, denominator.</remarks>
public sealed partial record Measure
{
    /// <summary>The contract of every measure's SELECT, in order.</summary>
    public static readonly IReadOnlyList<string> ResultColumns = ["date", "grain", "service", "area", "channel", "platform", "numerator", "denominator"];

    /// <summary>
    /// What the SELECT may name besides: item (what a level takes the last reading of), member (what a distinct measure counts once),
    /// observation (what a percentile is taken of), contributor (whose part of an amount the numerator is, so that nobody's part can be told from
    /// the amount), status (why a numerator is or is not there), low and high (its bounds, where it was suppressed at source).
    /// </summary>
    public static readonly IReadOnlyList<string> OptionalColumns = ["item", "member", "observation", "contributor", "status", "low", "high"];

    /// <summary>File name: the measure's id.</summary>
    public required string Id { get; init; }

    /// <summary>The file, as messages name it.</summary>
    public required string File { get; init; }

    /// <summary>What is counted, for people.</summary>
    public required string Title { get; init; }

    /// <summary>Why it matters to a resident or the council.</summary>
    public required string Why { get; init; }

    /// <summary>input, output, out_take, outcome or impact (GCS, AMEC).</summary>
    public required string Stage { get; init; }

    /// <summary>count, ratio, level, distinct, percentile or derived.</summary>
    public required string Kind { get; init; }

    /// <summary>Which per cent of the observations a percentile does not exceed, 1 to 99; null for other kinds.</summary>
    public int? Percentile { get; init; }

    /// <summary>How a derived measure is made from others; null for kinds that have SQL.</summary>
    public Expression? Expression { get; init; }

    /// <summary>Whether it may be a headline or an objective's target: whether it tells what changed, not what was done or noticed.</summary>
    public bool IsHeadline => Stage is "outcome" or "impact";

    /// <summary>What <c>value</c> is in: share, percent, pounds, hours, or what is counted. Scales <c>value</c> only.</summary>
    public required string Unit { get; init; }

    /// <summary>lower, higher or neither.</summary>
    public required string Better { get; init; }

    /// <summary>What the numerator counts, in words.</summary>
    public required string Numerator { get; init; }

    /// <summary>What the denominator counts, in words; null for a count or a level.</summary>
    public required string? Denominator { get; init; }

    /// <summary>person_count, event_count or none.</summary>
    public required string Disclosure { get; init; }

    /// <summary>How many units of each part one person or event is, so that they are protected as the counts they are; 0: the part counts nobody.</summary>
    public (long Numerator, long Denominator) OneIs { get; init; } = (1, 1);

    /// <summary>Whether its SELECT says whose part of the numerator each row is (its column contributor), so that amounts one of them dominates are suppressed.</summary>
    public bool HasContributors { get; init; }

    /// <summary>The tables published, by grain (month, day, week): each a list of the dimensions it breaks by. The first of a grain is served as leaves.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<IReadOnlyList<string>>> Publish { get; init; }

    /// <summary>Which day <c>date</c> is: booked, held, received, placed …</summary>
    public required string DateRole { get; init; }

    /// <summary>How many days before a month its rows look; null: all.</summary>
    public required int? LookbackDays { get; init; }

    /// <summary>Who answers for it.</summary>
    public required string Owner { get; init; }

    /// <summary>Day by which someone should ask whether it is still right.</summary>
    public required DateOnly ReviewBy { get; init; }

    /// <summary>The measure this one replaces where figures stopped being comparable, or null.</summary>
    public required string? Replaces { get; init; }

    /// <summary>The SELECT.</summary>
    public required string Sql { get; init; }

    /// <summary>1-based line of the file at which <see cref="Sql"/> starts.</summary>
    public required int SqlLine { get; init; }

    /// <summary>Queries over <c>result</c> that must return no row.</summary>
    public required IReadOnlyList<Check> Checks { get; init; }
}

/// <summary>A query over a measure's <c>result</c> whose rows are offenders.</summary>
/// <param name="Fails">true: the figures last published stay, as stale; false: publish with a note.</param>
/// <param name="Title">What holds when it returns nothing.</param>
/// <param name="Sql">The query.</param>
/// <param name="Line">1-based line of the file.</param>
public sealed record Check(bool Fails, string Title, string Sql, int Line);
