namespace Outcomes.Analytics.Effects;

/// <summary>Locally weighted regression of a series on its positions 1..n, as <see cref="SeasonalTrend"/> uses it.</summary>
/// <param name="Length">How many neighbours have weight.</param>
/// <param name="Degree">0: a local mean; 1: a local line.</param>
/// <param name="Jump">Positions are fitted at this step and joined by straight lines.</param>
/// <remarks>Cleveland (1979), JASA 74.</remarks>
internal sealed record Loess(int Length, int Degree, int Jump)
{
    /// <summary>The smooth at every position.</summary>
    public double[] Smooth(double[] y, double[]? robust)
    {
        var n = y.Length;
        if (n < 2)
            return [.. y];
        var jump = Math.Min(Jump, n - 1);
        var smooth = new double[n];
        var last = 1;
        for (var at = 1; at <= n; at += jump)
        {
            smooth[at - 1] = At(y, at, robust) ?? y[at - 1];
            Join(smooth, last, at);
            last = at;
        }
        if (last != n)
        {
            smooth[n - 1] = At(y, n, robust) ?? y[n - 1];
            Join(smooth, last, n);
        }
        return smooth;
    }

    /// <summary>The smooth at one position, which may be 0 or n+1; null where all its neighbours have no weight.</summary>
    public double? At(double[] y, int at, double[]? robust)
    {
        var n = y.Length;
        var (left, right) = Neighbours(at, n);
        double reach = Math.Max(at - left, right - at) + (Length > n ? (Length - n) / 2 : 0);
        var weights = new double[right - left + 1];
        for (var i = left; i <= right; i++)
        {
            var distance = Math.Abs(i - at);
            if (distance <= 0.999 * reach)
                weights[i - left] = (distance <= 0.001 * reach ? 1 : Math.Pow(1 - Math.Pow(distance / reach, 3), 3)) * (robust?[i - 1] ?? 1);
        }
        var total = weights.Sum();
        if (total <= 0)
            return null;
        weights = Array.ConvertAll(weights, weight => weight / total);
        if (reach > 0 && Degree > 0)
        {
            var centre = weights.Select((weight, i) => weight * (left + i)).Sum();
            var spread = weights.Select((weight, i) => weight * Math.Pow(left + i - centre, 2)).Sum();
            if (Math.Sqrt(spread) > 0.001 * (n - 1))
                weights = [.. weights.Select((weight, i) => weight * (((at - centre) / spread * (left + i - centre)) + 1))];
        }
        return weights.Select((weight, i) => weight * y[left + i - 1]).Sum();
    }

    private (int Left, int Right) Neighbours(int at, int n)
    {
        if (Length >= n)
            return (1, n);
        var left = Math.Clamp(at - ((Length + 1) / 2) + 1, 1, n - Length + 1);
        return (left, left + Length - 1);
    }

    private static void Join(double[] smooth, int from, int to)
    {
        for (var i = from + 1; i < to; i++)
            smooth[i - 1] = smooth[from - 1] + ((smooth[to - 1] - smooth[from - 1]) / (to - from) * (i - from));
    }
}
