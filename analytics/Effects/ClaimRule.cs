namespace Outcomes.Analytics.Effects;

/// <summary>When a change may be claimed: p adjusted over the family ≤ .05 <b>and</b> placebo-in-time p ≤ .10 for a window in a series alone, ≤ .05 for a lone step and against comparisons.</summary>
/// <remarks>Either alone claims too much: p leans on the noise model, the placebos on few windows. What both together get wrong is in tests/benchmarks/results/simulate.md.</remarks>
public static class ClaimRule
{
    /// <summary>Drift is ruled out where the figures speak against it three to one: Kass &amp; Raftery (1995), JASA 90:773, "positive" evidence.</summary>
    private const double RuledOut = 1 / 3.0;

    /// <summary>Whether a change may be claimed.</summary>
    /// <param name="estimate">The estimate.</param>
    /// <param name="adjustedP">Its p, adjusted by <see cref="Multiplicity.BenjaminiHochberg"/> over the family.</param>
    public static bool Allows(Estimate estimate, double adjustedP) =>
        adjustedP <= 0.05 && estimate.Placebos.P <= (estimate.IsControlled || estimate.IsLoneStep ? 0.05 : 0.10);

    /// <summary>Whether a step without comparisons is too much like drift to be assessed: unless the figures speak against a random walk at least three to one.</summary>
    /// <remarks>Measured: refuses a step on a random walk 96 times in 100, on figures without memory or with little four to five times in ten. Few figures can speak against drift: short histories are refused.</remarks>
    internal static bool Drifts(Estimate estimate) => estimate.Drift > RuledOut;
}
