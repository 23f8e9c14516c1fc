using System.Data;

namespace Outcomes.Tests.Analytics;

/// <summary>A figure as tests read it: periods as text, a cell as <c>service/area/channel/platform</c>.</summary>
internal sealed record Figure(
    string Id, string Grain, string Level, bool Leaf, string Period, string Cell, double? Value, long? Numerator, long? Denominator,
    double? Lower, double? Upper, long? Low, long? High, double? Coverage, string Status, double? Previous, double? YearBefore, double? YearToDate)
{
    public static Figure Read(IDataRecord row)
    {
        object? Of(string name) => row[name] is DBNull ? null : row[name];
        string Text(string name) => Convert.ToString(Of(name), System.Globalization.CultureInfo.InvariantCulture)!;
        var period = Of("period") is DateOnly day ? day : DateOnly.FromDateTime((DateTime)Of("period")!);
        return new(
            Text("id"), Text("grain"), Text("level"), (bool)Of("leaf")!, period.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture),
            $"{Text("service")}/{Text("area")}/{Text("channel")}/{Text("platform")}",
            (double?)Of("value"), (long?)Of("numerator"), (long?)Of("denominator"), (double?)Of("lower"), (double?)Of("upper"),
            (long?)Of("low"), (long?)Of("high"), (double?)Of("coverage"), Text("status"),
            (double?)Of("previous"), (double?)Of("year_before"), (double?)Of("year_to_date"));
    }
}

/// <summary>Finds one figure.</summary>
internal static class FigureExtensions
{
    public static Figure At(this IEnumerable<Figure> figures, string grain, string level, string period, string cell = "all/all/all/all") =>
        figures.Single(figure => figure.Grain == grain && figure.Level == level && figure.Period == period && figure.Cell == cell);
}
