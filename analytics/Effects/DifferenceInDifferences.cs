namespace Outcomes.Analytics.Effects;

/// <summary>Treated and untreated places before and after, with an effect for each place and each period: y = place + period + δ·treated + e.</summary>
/// <remarks>Card &amp; Krueger (1994); pre-trend check by leads as in an event study. Standard errors: <see cref="ClusterRobust"/> or <see cref="PlaceboInSpace"/>.</remarks>
public static class DifferenceInDifferences
{
    /// <summary>The design: constant, the named columns of interest, then a column per place and per period but the first of each.</summary>
    public static Design Design(IReadOnlyList<string> place, IReadOnlyList<string> period, params (string Name, Func<int, double> Value)[] interest)
    {
        var x = new Design(place.Count).With("constant", _ => 1);
        foreach (var (name, value) in interest)
            x = x.With(name, value);
        foreach (var one in place.Distinct().Skip(1))
            x = x.With(one, row => place[row] == one ? 1 : 0);
        foreach (var one in period.Distinct().Skip(1))
            x = x.With(one, row => period[row] == one ? 1 : 0);
        return x;
    }
}
