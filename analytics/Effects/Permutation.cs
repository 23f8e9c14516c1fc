namespace Outcomes.Analytics.Effects;

/// <summary>Permutation tests. Days and weeks are never shuffled one by one: neighbours are alike, and shuffling makes false claims; they are shifted in a circle.</summary>
public static class Permutation
{
    /// <summary>Exact two-sided p of a difference of means between two groups whose members are exchangeable (areas, say): the share of all splits at least as far apart, the observed one counted.</summary>
    public static double Exact(IReadOnlyList<double> first, IReadOnlyList<double> second)
    {
        double[] all = [.. first, .. second];
        var total = all.Sum();
        double Distance(double sum) => Math.Abs((sum / first.Count) - ((total - sum) / second.Count));
        var observed = Distance(first.Sum()) * (1 - 1e-12);
        var (atLeast, splits) = (0L, 0L);
        void Choose(int from, int left, double sum)
        {
            if (left == 0)
            {
                splits++;
                atLeast += Distance(sum) >= observed ? 1 : 0;
                return;
            }
            for (var i = from; i <= all.Length - left; i++)
                Choose(i + 1, left - 1, sum + all[i]);
        }
        Choose(0, first.Count, 0);
        return atLeast / (double)splits;
    }

    /// <summary>p of a figure of two series under all circular shifts of one against the other, the observed one counted: (b+1)/(m+1). Phipson &amp; Smyth (2010).</summary>
    /// <param name="series">The series that is shifted.</param>
    /// <param name="figure">The figure for a shifted series; its absolute value counts.</param>
    public static double Circular(IReadOnlyList<double> series, Func<double[], double> figure)
    {
        double Shifted(int by) => Math.Abs(figure([.. series.Skip(by), .. series.Take(by)]));
        var observed = Shifted(0);
        var atLeast = Enumerable.Range(1, series.Count - 1).Count(by => Shifted(by) >= observed);
        return (atLeast + 1.0) / series.Count;
    }
}
