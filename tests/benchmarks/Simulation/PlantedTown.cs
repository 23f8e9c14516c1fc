using MathNet.Numerics.Distributions;

namespace Outcomes.Benchmarks.Simulation;

/// <summary>How the counts of a made-up service wander: e-folding days and sd of the slow part, sd of the fast part.</summary>
public sealed record Noise(string Name, double Days, double Sd, double FastSd)
{
    public static readonly Noise[] All = [new("none", 0, 0, 0), new("mild", 5, .05, .05), new("moderate", 15, .07, .05), new("strong", 40, .10, .05), new("rw", 0, .006, .05)];

    public static readonly Noise Mild = All[1];

    public bool IsRandomWalk => Name == "rw";

    /// <summary>The slow part, day by day.</summary>
    public double[] Slow(Random random, int days)
    {
        var memory = IsRandomWalk ? 1 : Days == 0 ? 0 : Math.Exp(-1 / Days);
        return Wander(random, days, memory, IsRandomWalk ? 0 : Sd, IsRandomWalk ? Sd : Sd * Math.Sqrt(1 - (memory * memory)));
    }

    /// <summary>An AR(1): its first value with one sd, its steps with another.</summary>
    public static double[] Wander(Random random, int days, double memory, double firstSd, double stepSd)
    {
        var values = new double[days];
        for (var day = 0; day < days; day++)
            values[day] = day == 0 ? firstSd * Normal.Sample(random, 0, 1) : (memory * values[day - 1]) + (stepSd * Normal.Sample(random, 0, 1));
        return values;
    }
}

/// <summary>Daily counts whose truth is known: trend, week, year, holidays, memory, a planted effect, over-dispersed counting, days lost.</summary>
public static class PlantedTown
{
    public static readonly DateOnly First = new(2022, 1, 3);

    private static readonly double[] Weekdays = [.18, .10, .04, 0, -.06, -.75, -.95];

    /// <summary>The treated service, then its comparisons, which share its year and its slow part.</summary>
    /// <param name="random">Random numbers.</param>
    /// <param name="days">Days from <see cref="First"/>.</param>
    /// <param name="noise">How it wanders.</param>
    /// <param name="effect">δ on the log scale for each day.</param>
    /// <param name="comparisons">How many comparisons.</param>
    public static double?[][] Counts(Random random, int days, Noise noise, Func<int, double> effect, int comparisons)
    {
        var (annual, semi) = (2 * Math.PI * random.NextDouble(), 2 * Math.PI * random.NextDouble());
        var slow = noise.Slow(random, days);
        return [.. Enumerable.Range(0, comparisons + 1).Select(series =>
        {
            // Comparisons: what is a place's own is 'mild', at .7.
            var own = comparisons == 0 ? new double[days] : Noise.Wander(random, days, Math.Exp(-1 / Noise.Mild.Days), .7 * Noise.Mild.Sd, .7 * Noise.Mild.Sd * Math.Sqrt(1 - Math.Exp(-2 / Noise.Mild.Days)));
            var fastSd = comparisons == 0 ? noise.FastSd : .7 * Noise.Mild.FastSd;
            var fast = Noise.Wander(random, days, .3, fastSd, fastSd * Math.Sqrt(1 - .09));
            var level = Math.Log(new[] { 40, 100, 250 }[random.Next(3)]);
            var trend = Normal.Sample(random, 0, .05);
            var lost = random.Next(days - 5);
            return Enumerable.Range(0, days).Select(day =>
            {
                var year = 2 * Math.PI * day / 365.25;
                var log = level + (trend * day / 365.25) + Weekdays[day % 7] + (.12 * Math.Sin(year + annual)) + (.05 * Math.Sin((2 * year) + semi))
                    + Holidays.LogEffect(First.AddDays(day)) + slow[day] + own[day] + fast[day] + (series == 0 ? effect(day) : 0);
                // Negative binomial of size 60: a Poisson whose mean is a gamma.
                var count = Poisson.Sample(random, Math.Exp(log) * Gamma.Sample(random, 60, 60));
                return random.NextDouble() < .02 || (day >= lost && day < lost + 5) ? (double?)null : count;
            }).ToArray();
        })];
    }
}
