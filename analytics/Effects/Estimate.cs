namespace Outcomes.Analytics.Effects;

/// <summary>What a campaign did to a measure, against what would have happened without it.</summary>
public sealed class Estimate
{
    private readonly Model model;
    private readonly GridFit fit;
    private readonly Posterior posterior;

    internal Estimate(Model model)
    {
        this.model = model;
        fit = (IsControlled ? NoiseGrid.Uniform : IsLoneStep ? NoiseGrid.Reference(model.X.Rows) : NoiseGrid.Flat).Fit(model.X, model.Y, model.Times);
        posterior = fit.Of(model.X.Count - 1);
        Log = posterior.Interval();
        P = posterior.P;
        Placebos = PlaceboInTime.Of(model);
    }

    /// <summary>Whether it is against comparisons.</summary>
    public bool IsControlled => model.Aim.Comparisons.Count > 0;

    /// <summary>Whether it is a lasting change with nothing to compare it with.</summary>
    public bool IsLoneStep => model.Aim.Campaign.Lasts && !IsControlled;

    /// <summary>δ̂ on the log scale.</summary>
    public double Effect => posterior.Mean;

    /// <summary>Standard error of δ̂.</summary>
    public double StandardError => posterior.Scale;

    /// <summary>95 % interval of δ on the log scale.</summary>
    public Interval Log { get; }

    /// <summary>Two-sided p, not yet adjusted for the family.</summary>
    public double P { get; }

    /// <summary>The placebo-in-time test.</summary>
    public PlaceboInTime Placebos { get; }

    /// <summary>100(e^δ̂ - 1): per cent of what would have been.</summary>
    public double Percent => ToPercent(Effect);

    /// <summary>95 % interval of the per cent.</summary>
    public Interval PercentInterval => Log.Map(ToPercent);

    /// <summary>The least change that would have shown 8 times in 10, per cent.</summary>
    public double MinimumDetectable => ToPercent(Power.MinimumDetectable(StandardError, posterior.DegreesOfFreedom));

    /// <summary>Σ y(1 - e^(-δD)): how many more (fewer: below 0) than without, over all periods touched.</summary>
    public double Extra => ExtraAt(Effect);

    /// <summary>95 % interval of the same; one parameter moves all weeks, so they go together.</summary>
    public Interval ExtraInterval => Log.Map(ExtraAt);

    /// <summary>Observed periods in which an effect may be seen.</summary>
    public int Touched => model.Exposure.Count(share => share > 0);

    /// <summary>What was counted in them together.</summary>
    public double ObservedTouched => model.Periods.Zip(model.Exposure, (period, share) => share > 0 ? model.Aim.Outcome.Observed[period]!.Value : 0).Sum();

    /// <summary>What it is out of in them together; null for a count.</summary>
    public double? OutOfTouched => model.Aim.Outcome.OutOf is { } outOf ? model.Periods.Zip(model.Exposure, (period, share) => share > 0 ? outOf[period]!.Value : 0).Sum() : null;

    /// <summary>The regression's terms, the campaign's last.</summary>
    public IReadOnlyList<string> Terms => model.X.Names;

    /// <summary>First day of the figures it rests on.</summary>
    public DateOnly From => model.Aim.Timeline.Start(model.From);

    /// <summary>Last day of the figures it rests on.</summary>
    public DateOnly To => model.Aim.Timeline.End(model.To - 1);

    /// <summary>Mean of a period before the campaign (of a rate: its parts added up).</summary>
    public double Before
    {
        get
        {
            var before = model.Periods.Take(model.Before).ToArray();
            var total = before.Sum(period => model.Aim.Outcome.Observed[period]!.Value);
            return total / (model.Aim.Outcome.OutOf is { } outOf ? before.Sum(period => outOf[period]!.Value) : before.Length);
        }
    }

    /// <summary>The Bayes factor of figures that wander as good as without bound (φ ≥ .98), of a lone step only: how far they speak for drift, against every other noise.</summary>
    public double Drift => IsLoneStep ? fit.Drift(0.98) : 0;

    /// <summary>Periods used.</summary>
    public int Periods => model.Periods.Count;

    /// <summary>Share of the periods looked at that were observed.</summary>
    public double Coverage => Periods / (double)(model.To - model.From);

    /// <summary>Whether a whole year is looked at, or comparisons share the season.</summary>
    public bool KnowsSeason => IsControlled || model.To - model.From >= model.Aim.Timeline.PerYear;

    /// <summary>Standard error by Newey and West: stored beside the headline, never decides.</summary>
    public double NeweyWestStandardError
    {
        get
        {
            var least = LinearFit.Of(model.X, model.Y);
            var covariance = NeweyWest.Covariance(model.X, least.Residuals(model.X, model.Y), least.Inverse(), NeweyWest.Lag(model.X.Rows), adjust: true);
            return Math.Sqrt(covariance[model.X.Count - 1, model.X.Count - 1]);
        }
    }

    /// <summary>Rank of the effect among those of the comparisons, each against the others; null with fewer than two.</summary>
    public double? PlaceboInSpaceP()
    {
        var aim = model.Aim;
        if (aim.Comparisons.Count < 2)
            return null;
        double? Of(Series treated, IEnumerable<Series> others) =>
            Model.Of(aim with { Outcome = treated, Comparisons = [.. others] }, model.From, model.To) is var placebo
                ? PlaceboInTime.LeastSquares(placebo.Others.Basis(), placebo.Exposure, placebo.Y) : null;
        var placebos = aim.Comparisons.Select(one => Of(one, aim.Comparisons.Where(other => other != one))).OfType<double>().ToArray();
        return Of(aim.Outcome, aim.Comparisons) is { } observed ? PlaceboInSpace.P(observed, placebos) : null;
    }

    /// <summary>Observed and expected by period, for charts.</summary>
    public IReadOnlyList<EffectPeriod> Series() => EffectPeriod.Of(model, fit);

    /// <summary>Effect on the log scale → per cent.</summary>
    public static double ToPercent(double log) => 100 * (Math.Exp(log) - 1);

    private double ExtraAt(double effect) =>
        model.Periods.Zip(model.Exposure, (period, share) => model.Aim.Outcome.Observed[period]!.Value * (1 - Math.Exp(-effect * share))).Sum();
}
