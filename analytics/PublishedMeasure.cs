namespace Outcomes.Analytics;

/// <summary>How a measure was defined when its figures were made.</summary>
/// <param name="Id">Measures.measure.</param>
/// <param name="File">The file it lay in, as messages name it.</param>
/// <param name="Sql">Its SELECT.</param>
/// <param name="Reads">The datasets the SELECT reads.</param>
/// <param name="PassesOn">Those of date, service, area, channel and platform that the SELECT takes over as they stand in what it reads.</param>
/// <param name="LookbackDays">How many days before a period its rows look; null: all.</param>
/// <param name="Checks">What must hold of its rows.</param>
/// <param name="FiguresOf">The publication its figures were first made for, where they are stale; null: this one.</param>
public sealed record PublishedMeasure(
    string Id, string File, string Sql, IReadOnlyList<string> Reads, IReadOnlyList<string> PassesOn, int? LookbackDays, IReadOnlyList<PublishedCheck> Checks, string? FiguresOf = null)
{
    private static readonly string[] Taken = ["date", "service", "area", "channel", "platform"];

    /// <summary>Whether another definition says the same.</summary>
    internal bool Says(PublishedMeasure other) =>
        Id == other.Id && this with { Reads = other.Reads, PassesOn = other.PassesOn, Checks = other.Checks } == other
        && Reads.SequenceEqual(other.Reads) && PassesOn.SequenceEqual(other.PassesOn) && Checks.SequenceEqual(other.Checks);

    internal static PublishedMeasure Of(MeasureResult result)
    {
        var measure = result.Measure;
        var query = SqlTree.Parse(measure.Sql, measure.File, measure.SqlLine, []);
        return new(measure.Id, measure.File, measure.Sql, result.Reads, [.. Taken.Where(name => query?.PassesOn(name) == true)], measure.LookbackDays,
            [.. measure.Checks.Select(check => new PublishedCheck(check.Title, check.Fails, check.Sql.Trim(), !result.Offended.Contains(check)))]);
    }
}

/// <summary>A check of a measure, and whether it held.</summary>
/// <param name="Title">What holds when it returns nothing.</param>
/// <param name="Fails">Whether figures that break it are not published.</param>
/// <param name="Sql">The query over the measure's rows; what it returns are offenders.</param>
/// <param name="Held">Whether it returned nothing.</param>
public sealed record PublishedCheck(string Title, bool Fails, string Sql, bool Held);

/// <summary>A source as a publication found it.</summary>
/// <param name="Source">File name.</param>
/// <param name="Dataset">What it delivers.</param>
/// <param name="Title">What it is, for people.</param>
/// <param name="Files">Names of the files it read last, in order; of many the last ones.</param>
public sealed record PublishedOrigin(string Source, string Dataset, string Title, IReadOnlyList<string> Files);
