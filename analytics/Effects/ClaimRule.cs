namespace Outcomes.Analytics.Effects;

/// <summary>When a change may be claimed: p adjusted over the family ≤ .05 <b>and</b> placebo-in-time p ≤ .10, or ≤ .05 against comparisons.</summary>
/// <remarks>Either alone claims too much: p leans on the noise model, the placebos on few windows. What both together get wrong is in tests/benchmarks/results/simulate.md.</remarks>
public static class ClaimRule
{
    /// <summary>Whether a change may be claimed.</summary>
    /// <param name="estimate">The estimate.</param>
    /// <param name="adjustedP">Its p, adjusted by <see cref="Multiplicity.BenjaminiHochberg"/> over the family.</param>
    public static bool Allows(Estimate estimate, double adjustedP) =>
        adjustedP <= 0.05 && estimate.Placebos.P <= (estimate.IsControlled ? 0.05 : 0.10);

    /// <summary>Whether a step without comparisons is too much like drift to be assessed: memory of φ ≥ .95 more probable than 1 in 5, or of more than 1 in 25 of the variance.</summary>
    /// <remarks>Measured: refuses a step on a random walk 96 times in 100, on figures without memory every other time: a lone step is rarely worth claiming.</remarks>
    internal static bool Drifts(Model model, Estimate estimate) =>
        model.Aim.Campaign.Lasts && !estimate.IsControlled && (estimate.Memory > 0.20 || estimate.Drift > 0.04);
}
