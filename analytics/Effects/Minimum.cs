namespace Outcomes.Analytics.Effects;

/// <summary>The least value of a smooth function of one variable: a scan for the valley, then golden sections (Kiefer, 1953).</summary>
internal static class Minimum
{
    private static readonly double Golden = (Math.Sqrt(5) - 1) / 2;

    /// <summary>Where the function is least.</summary>
    /// <param name="of">The function.</param>
    /// <param name="from">Start of the range.</param>
    /// <param name="to">End of the range; its ends may be the answer.</param>
    /// <param name="scan">Into how many parts the range is cut to find the deepest valley.</param>
    public static double Of(Func<double, double> of, double from, double to, int scan)
    {
        var step = (to - from) / scan;
        var best = Enumerable.Range(0, scan + 1).MinBy(i => of(from + (i * step)));
        var (low, high) = (from + (Math.Max(best - 1, 0) * step), from + (Math.Min(best + 1, scan) * step));
        var (left, right) = (high - (Golden * (high - low)), low + (Golden * (high - low)));
        var (atLeft, atRight) = (of(left), of(right));
        while (high - low > 1e-9 * (to - from))
        {
            if (atLeft <= atRight)
            {
                (high, right, atRight) = (right, left, atLeft);
                left = high - (Golden * (high - low));
                atLeft = of(left);
            }
            else
            {
                (low, left, atLeft) = (left, right, atRight);
                right = low + (Golden * (high - low));
                atRight = of(right);
            }
        }
        return (low + high) / 2;
    }
}
