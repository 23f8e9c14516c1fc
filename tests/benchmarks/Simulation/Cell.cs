using Outcomes.Analytics.Effects;

namespace Outcomes.Benchmarks.Simulation;

/// <summary>One replication's figures.</summary>
/// <param name="Covers">Whether the 95 % interval holds the truth.</param>
/// <param name="Width">Its width on the log scale.</param>
/// <param name="P">Unadjusted p.</param>
/// <param name="PlaceboP">Placebo-in-time p.</param>
/// <param name="Refused">Why it would not be assessed, or null.</param>
/// <param name="Up">Whether the estimate is above 0.</param>
/// <param name="IsStrict">Whether the placebos must be passed at .05: against comparisons, and a step alone.</param>
public readonly record struct Drawn(bool Covers, double Width, double P, double PlaceboP, bool Refused, bool Up, bool IsStrict);

/// <summary>One shape, noise and effect, drawn many times.</summary>
public sealed record Cell(PlantedAim Aim, Noise Noise, double Effect, IReadOnlyList<Drawn> Draws)
{
    public string Name => $"{Aim.Name}:{Noise.Name}";

    public double Share(Func<Drawn, bool> holds) => Draws.Count(holds) / (double)Draws.Count;

    /// <summary>2 Monte Carlo standard errors of a share.</summary>
    public double Error(double share) => 2 * Math.Sqrt(share * (1 - share) / Draws.Count);

    /// <summary>The claim rule, p adjusted or (a family of one) as it is.</summary>
    public static bool Claims(Drawn draw, double adjustedP) => !draw.Refused && adjustedP <= .05 && draw.PlaceboP <= (draw.IsStrict ? .05 : .10);

    public static Cell Draw(PlantedAim planted, Noise noise, double effect, long seed, int from, int count) =>
        new(planted, noise, effect, [.. Enumerable.Range(from, count).AsParallel().AsOrdered().Select(replication =>
        {
            var aim = planted.Draw(seed, replication, noise, effect);
            var model = Model.Of(aim, 0, aim.Timeline.Count);
            var estimate = new Estimate(model);
            var refused = Refusal.OfInputs(aim) ?? Refusal.OfFigures(model) ?? (ClaimRule.Drifts(estimate) ? "drift" : null);
            return new Drawn(estimate.Log.Holds(effect), estimate.Log.High - estimate.Log.Low, estimate.P, estimate.Placebos.P, refused is not null, estimate.Effect > 0, estimate.IsControlled || estimate.IsLoneStep);
        })]);
}
