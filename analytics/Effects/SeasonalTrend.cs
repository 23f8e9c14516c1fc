namespace Outcomes.Analytics.Effects;

/// <summary>A series taken apart into a season that repeats, a trend and what is left, by robust loess (STL), so that odd values do not bend the season.</summary>
/// <param name="Season">The season, the same every year.</param>
/// <param name="Trend">The trend.</param>
/// <param name="Remainder">What is left: what is odd shows here.</param>
/// <remarks>Cleveland, Cleveland, McRae &amp; Terpenning (1990), Journal of Official Statistics 6; spans as R's <c>stl(s.window = "periodic", robust = TRUE)</c>.</remarks>
public sealed record SeasonalTrend(double[] Season, double[] Trend, double[] Remainder)
{
    private const int RobustPasses = 15;

    /// <summary>Takes a series apart.</summary>
    /// <param name="y">The series, without gaps, two periods or more.</param>
    /// <param name="period">Rows in a year: 12, 52, or 7 for the days of a week.</param>
    public static SeasonalTrend Of(double[] y, int period)
    {
        var seasonSpan = (10 * y.Length) + 1;
        var trendSpan = Odd((int)Math.Ceiling(1.5 * period / (1 - (1.5 / seasonSpan))));
        Loess Of(int span, int degree) => new(span, degree, (int)Math.Ceiling(span / 10.0));
        var (seasons, trends, low) = (Of(seasonSpan, 0), Of(trendSpan, 1), Of(Odd(period), 1));

        var (season, trend) = (new double[y.Length], new double[y.Length]);
        double[]? robust = null;
        for (var pass = 0; pass <= RobustPasses; pass++)
        {
            var cycles = Cycles(Less(y, trend), period, seasons, robust);
            var level = low.Smooth(Average(Average(Average(cycles, period), period), 3), null);
            season = Less(cycles[period..^period], level);
            trend = trends.Smooth(Less(y, season), robust);
            var current = (season, trend);
            robust = Weights([.. y.Select((value, i) => Math.Abs(value - current.season[i] - current.trend[i]))]);
        }
        var means = Enumerable.Range(0, period).Select(phase => season.Where((_, i) => i % period == phase).Average()).ToArray();
        season = [.. y.Select((_, i) => means[i % period])];
        return new SeasonalTrend(season, trend, Less(Less(y, season), trend));
    }

    /// <summary>Each phase of the year smoothed over the years, with a year more at either end.</summary>
    private static double[] Cycles(double[] y, int period, Loess loess, double[]? robust)
    {
        var cycles = new double[y.Length + (2 * period)];
        for (var phase = 0; phase < period; phase++)
        {
            double[] Phase(double[] values) => [.. values.Where((_, i) => i % period == phase)];
            var years = Phase(y);
            var weights = robust is null ? null : Phase(robust);
            var smooth = loess.Smooth(years, weights);
            double[] longer = [loess.At(years, 0, weights) ?? smooth[0], .. smooth, loess.At(years, years.Length + 1, weights) ?? smooth[^1]];
            for (var year = 0; year < longer.Length; year++)
                cycles[(year * period) + phase] = longer[year];
        }
        return cycles;
    }

    private static double[] Average(double[] values, int length)
    {
        var averages = new double[values.Length - length + 1];
        var sum = values[..length].Sum();
        averages[0] = sum / length;
        for (var i = 1; i < averages.Length; i++)
        {
            sum += values[i + length - 1] - values[i - 1];
            averages[i] = sum / length;
        }
        return averages;
    }

    /// <summary>Bisquare weights: 0 beyond six times the median distance.</summary>
    private static double[] Weights(double[] distances)
    {
        var reach = 6 * Anomalies.Median(distances);
        return Array.ConvertAll(distances, distance =>
            distance <= 0.001 * reach ? 1 : distance <= 0.999 * reach ? Math.Pow(1 - Math.Pow(distance / reach, 2), 2) : 0);
    }

    private static double[] Less(double[] a, double[] b) => [.. a.Zip(b, (one, other) => one - other)];

    private static int Odd(int span) => span % 2 == 0 ? span + 1 : span;
}
