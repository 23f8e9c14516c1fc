namespace Outcomes.Analytics.Effects;

/// <summary>Values that stand out, measured so that they do not hide themselves: z = (r - median)/(1.4826·MAD), flagged where |z| &gt; 3.5.</summary>
/// <remarks>Iglewicz &amp; Hoaglin (1993). Flags are for people to look at; nothing is left out because of one.</remarks>
public static class Anomalies
{
    /// <summary>|z| from which a value is flagged.</summary>
    public const double Limit = 3.5;

    /// <summary>Robust z of each value; all 0 where more than half of the values are the same.</summary>
    public static double[] Scores(IReadOnlyList<double> values)
    {
        var median = Median(values);
        var spread = 1.4826 * Median([.. values.Select(value => Math.Abs(value - median))]);
        return [.. values.Select(value => spread > 0 ? (value - median) / spread : 0)];
    }

    /// <summary>Positions of the values that stand out.</summary>
    public static IReadOnlyList<int> Flags(IReadOnlyList<double> values)
    {
        var scores = Scores(values);
        return [.. Enumerable.Range(0, values.Count).Where(i => Math.Abs(scores[i]) > Limit)];
    }

    /// <summary>The middle value, or the mean of the two in the middle.</summary>
    internal static double Median(IReadOnlyList<double> values)
    {
        var sorted = values.Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
