using System.Globalization;
using CsCheck;

namespace Outcomes.Tests.Analytics;

public sealed class PublicationRandomTests
{
    private static readonly string[] Grains = ["month", "quarter", "financial_year", "year"];

    private static readonly Gen<Row> AnyRow =
        Gen.Select(Gen.Int[0, 729], AnyOf("bins", "parks"), AnyOf("a", "b", "elsewhere", "unknown", "not_broken_down"),
            AnyOf("web", "phone"), AnyOf("one", "two"), Gen.Int[0, 1000], Gen.Int[0, 1000],
            (day, service, area, channel, item, numerator, denominator) =>
                new Row(new DateOnly(2022, 4, 1).AddDays(day), service, area, channel, item, numerator, denominator));

    /// <summary>One row for each day and combination, as a measure's GROUP BY gives.</summary>
    private static readonly Gen<Row[]> AnyRows = AnyRow.Array[1, 60].Select(rows => rows.DistinctBy(row => row with { Numerator = 0, Denominator = 0 }).ToArray());

    [Fact]
    public void The_councils_count_is_the_sum_of_its_leaves_at_every_grain() =>
        AnyRows.Sample(
            rows =>
            {
                // With no minimum no figure is missing, whatever part of the first or last year was delivered.
                using var given = Council(Contracts.Count("{month: [[service, area], [service, channel]]}")).MinimumCoverage(0);
                var figures = given.Figures(Values(rows, item: false));
                foreach (var period in figures.GroupBy(figure => (figure.Grain, figure.Period)))
                {
                    var total = period.Single(figure => figure.Level == "council").Numerator;
                    foreach (var level in period.GroupBy(figure => figure.Level))
                        Assert.Equal(total, level.Sum(figure => figure.Numerator));
                }
            },
            iter: 12, threads: 1);

    [Fact]
    public void Rates_are_those_of_a_plain_recomputation() =>
        AnyRows.Sample(
            rows =>
            {
                using var given = Council(Contracts.Ratio("{month: [[service, channel]]}", unit: "per"));
                var figures = given.Figures(Values(rows, item: false));
                foreach (var grain in Grains)
                    foreach (var cell in rows.GroupBy(row => (Period: PeriodOf(grain, row.Date), row.Service, row.Channel)))
                        if (figures.At(grain, "service_channel", cell.Key.Period, $"{cell.Key.Service}/all/{cell.Key.Channel}/all") is { Status: "ok" } figure)
                        {
                            var (numerator, denominator) = (cell.Sum(row => row.Numerator), cell.Sum(row => row.Denominator));
                            Assert.Equal(denominator == 0 ? null : (double)numerator / denominator, figure.Value);
                            Assert.Equal((numerator, denominator), (figure.Numerator, figure.Denominator));
                        }
            },
            iter: 12, threads: 1);

    [Fact]
    public void Levels_are_those_of_a_plain_recomputation() =>
        AnyRows.Sample(
            rows =>
            {
                using var given = Council(Contracts.Level("{month: [[service]]}"));
                var figures = given.MinimumCoverage(0).Figures(Values(rows, item: true));
                foreach (var figure in figures.Where(figure => figure is { Level: "service", Grain: "month" }))
                {
                    var end = DateOnly.Parse(figure.Period, CultureInfo.InvariantCulture).AddMonths(1).AddDays(-1);
                    var last = rows.Where(row => row.Service == figure.Cell.Split('/')[0] && row.Date <= end && row.Date > end.AddDays(-7))
                        .GroupBy(row => (row.Area, row.Channel, row.Item)).Select(item => item.MaxBy(row => row.Date)!.Numerator).ToArray();
                    Assert.Equal(last.Length == 0 ? null : last.Sum(), figure.Numerator);
                }
            },
            iter: 12, threads: 1);

    private static Gen<string> AnyOf(params string[] words) => Gen.Int[0, words.Length - 1].Select(place => words[place]);

    private static GivenRows Council(Outcomes.Analytics.Measure measure) =>
        new GivenRows(measure).Area("a", "ward", "d").Area("b", "ward", "d").Area("d", "district").Coverage("s", "2022-04-01", "2024-03-31");

    private static string PeriodOf(string grain, DateOnly day) => (grain switch
    {
        "month" => new DateOnly(day.Year, day.Month, 1),
        "quarter" => new DateOnly(day.Year, ((day.Month - 1) / 3 * 3) + 1, 1),
        "financial_year" => new DateOnly(day.Month < 4 ? day.Year - 1 : day.Year, 4, 1),
        _ => new DateOnly(day.Year, 1, 1),
    }).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Values(Row[] rows, bool item) => string.Join(", ", rows.Select(row => string.Create(
        CultureInfo.InvariantCulture,
        $"('{row.Date:yyyy-MM-dd}', 'day', '{row.Service}', '{row.Area}', '{row.Channel}', '{(item ? "x" : row.Item)}', {row.Numerator}, {row.Denominator}, {(item ? $"'{row.Item}'" : "null")}, 'ok', {row.Numerator}, {row.Numerator})")));

    private sealed record Row(DateOnly Date, string Service, string Area, string Channel, string Item, int Numerator, int Denominator);
}
