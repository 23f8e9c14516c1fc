namespace Outcomes.Functions.Dashboard;

/// <summary>What a chart shows: a table first, which scripts draw. Every point is there, also those without a value, with why.</summary>
/// <param name="Finding">Its title: what is to be seen, in a sentence.</param>
/// <param name="Summary">The same in a few more words, for who does not see it.</param>
/// <param name="Kind">line, bar, band or dots (how often what was found, each at its value).</param>
/// <param name="Across">What the rows are, as the table's first header: Month, Area.</param>
/// <param name="Format">How values are written.</param>
/// <param name="Unit">What they are in.</param>
/// <param name="Series">A column each.</param>
public sealed record Chart(string Finding, string Summary, string Kind, string Across, string Format, string Unit, IReadOnlyList<ChartSeries> Series)
{
    /// <summary>Days that are marked: what is left of one and right of it is never joined.</summary>
    public IReadOnlyList<ChartMark> Marks { get; init; } = [];

    /// <summary>Roles that keep several lines of one kind apart.</summary>
    public static readonly IReadOnlyList<string> Apart = ["observed", "expected", "before", "target", "fifth", "sixth"];

    /// <summary>Pixels that its picture takes, kept free until it is drawn.</summary>
    public int Height => Kind switch { "bar" => 56 + 28 * Places.Count(), "dots" => 190, _ => 280 };

    /// <summary>Where the axis ends, for what cannot be more; null: where the figures do.</summary>
    public double? Most { get; init; }

    /// <summary>The rows of the table: every place along the axis that some series has.</summary>
    public IEnumerable<string> Places => Series.SelectMany(series => series.Points).Select(point => point.At).Distinct();
}

/// <summary>One line, or one set of bars.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Points">Its points, in order.</param>
/// <param name="Role">What it is: observed, expected, before, target, fifth or sixth; decides how it is drawn, not its colour alone.</param>
public sealed record ChartSeries(string Name, IReadOnlyList<ChartPoint> Points, string Role = "observed");

/// <summary>One point.</summary>
/// <param name="At">Where: a day, yyyy-MM-dd, or a name.</param>
/// <param name="Label">The same for people.</param>
/// <param name="Value">How much; null: see <paramref name="Status"/>.</param>
/// <param name="Status">As in the feed.</param>
/// <param name="Low">Lower end of its interval or band.</param>
/// <param name="High">Upper end.</param>
public sealed record ChartPoint(string At, string Label, double? Value, string? Status = null, double? Low = null, double? High = null);

/// <summary>A day from which something else holds.</summary>
/// <param name="On">The day.</param>
/// <param name="Note">What holds from then on.</param>
/// <param name="IsBreak">Whether figures mean something else from then on.</param>
public sealed record ChartMark(DateOnly On, string Note, bool IsBreak = false);
