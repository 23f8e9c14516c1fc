using Outcomes.Analytics.Effects;

namespace Outcomes.Tests.Analytics.Effects;

/// <summary>A made-up council's days with their calendar, and the weeks made of them.</summary>
public sealed class SyntheticSeries(string name)
{
    private readonly Table days = Table.Of(name);

    public int Days => days.Rows;

    public double?[] Outcome => days.Cells("outcome");

    public double[] Clicks => days["clicks"];

    private double Campaign(int day) => days["campaign"][day];

    /// <summary>Constant, campaign where asked, trend, days of the week, calendar, two harmonics: a row per day.</summary>
    public Design Daily(bool campaign)
    {
        var x = new Design(Days).With("const", _ => 1);
        if (campaign)
            x = x.With("campaign", days["campaign"]);
        x = x.With("trend", i => i / 1092.0);
        foreach (var (day, index) in new[] { "tue", "wed", "thu", "fri", "sat", "sun" }.Select((day, index) => (day, index)))
            x = x.With($"dow_{day}", i => i % 7 == index + 1 ? 1 : 0);
        foreach (var column in new[] { "bank_holiday", "day_after_bh", "school_holiday", "xmas" })
            x = x.With(column, days[column]);
        foreach (var k in new[] { 1, 2 })
            x = x.With($"sin{k}", i => Math.Sin(2 * Math.PI * k * i / 365.25)).With($"cos{k}", i => Math.Cos(2 * Math.PI * k * i / 365.25));
        return x;
    }

    public Regression DailyRegression()
    {
        var outcome = Outcome;
        return new Regression(Daily(campaign: true).Where(i => outcome[i] is not null), [.. outcome.Where(value => value is not null).Select(value => Math.Log(value!.Value + 0.5))]);
    }

    /// <summary>The whole weeks of a column, incomplete ones scaled; null where fewer than four days are there.</summary>
    public double?[] Weeks(string column) => WeeklyTotals.Of(days.Cells(column));

    /// <summary>Constant, D, trend, calendar, two harmonics: a row per week. Controlled: constant, D, trend.</summary>
    public (Design X, double[] Y, double[] Times) Weekly(bool controlled)
    {
        var (weeks, controls) = (Weeks("outcome"), new[] { 1, 2, 3 }.Select(i => Weeks($"control{i}")).ToArray());
        double Mean(int week, Func<int, double> value) => Enumerable.Range(7 * week, 7).Average(value);
        var x = new Design(weeks.Length).With("const", _ => 1).With("D", week => Mean(week, Campaign)).With("trend", week => week / 156.0);
        if (!controlled)
        {
            var (bank, school, xmas) = (days["bank_holiday"], days["school_holiday"], days["xmas"]);
            x = x.With("bank", week => 7 * Mean(week, day => bank[day])).With("school", week => Mean(week, day => school[day])).With("xmas", week => 7 * Mean(week, day => xmas[day]));
            foreach (var k in new[] { 1, 2 })
                x = x.With($"sin{k}", week => Math.Sin(2 * Math.PI * k * ((7 * week) + 3) / 365.25)).With($"cos{k}", week => Math.Cos(2 * Math.PI * k * ((7 * week) + 3) / 365.25));
        }
        bool Kept(int week) => weeks[week] is not null && (!controlled || controls.All(control => control[week] is not null));
        double Log(double? total) => Math.Log(total!.Value + 0.5);
        var rows = Enumerable.Range(0, weeks.Length).Where(Kept).ToArray();
        return (x.Where(Kept), [.. rows.Select(week => Log(weeks[week]) - (controlled ? controls.Average(control => Log(control[week])) : 0))], [.. rows.Select(week => (double)week)]);
    }
}
