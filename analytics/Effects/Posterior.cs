using MathNet.Numerics.Distributions;

namespace Outcomes.Analytics.Effects;

/// <summary>What is believed of one coefficient: a mixture of shifted t distributions, Σ wᵢ·t_ν(mᵢ, sᵢ).</summary>
public sealed class Posterior
{
    private readonly (double Weight, double Mean, double Scale)[] parts;

    /// <summary>A mixture. Parts lighter than a millionth of the heaviest are dropped and the weights made to add up to 1.</summary>
    /// <param name="parts">Weights of any scale, centres and scales.</param>
    /// <param name="degreesOfFreedom">ν of every part.</param>
    public Posterior(IEnumerable<(double Weight, double Mean, double Scale)> parts, double degreesOfFreedom)
    {
        var all = parts.ToArray();
        var least = 1e-6 * all.Max(part => part.Weight);
        var kept = all.Where(part => part.Weight >= least).ToArray();
        var total = kept.Sum(part => part.Weight);
        this.parts = Array.ConvertAll(kept, part => (part.Weight / total, part.Mean, part.Scale));
        DegreesOfFreedom = degreesOfFreedom;
        Mean = this.parts.Sum(part => part.Weight * part.Mean);
        Scale = Math.Sqrt(this.parts.Sum(part => part.Weight * ((part.Scale * part.Scale) + ((part.Mean - Mean) * (part.Mean - Mean)))));
    }

    /// <summary>ν.</summary>
    public double DegreesOfFreedom { get; }

    /// <summary>Σ wᵢmᵢ.</summary>
    public double Mean { get; }

    /// <summary>The standard error: √Σ wᵢ(sᵢ² + (mᵢ - mean)²).</summary>
    public double Scale { get; }

    /// <summary>Probability of a value up to x.</summary>
    public double Below(double x) => parts.Sum(part => part.Weight * StudentT.CDF(0, 1, DegreesOfFreedom, (x - part.Mean) / part.Scale));

    /// <summary>Probability of a value above x; its own sum, so that small tails keep their digits.</summary>
    public double Above(double x) => parts.Sum(part => part.Weight * StudentT.CDF(0, 1, DegreesOfFreedom, (part.Mean - x) / part.Scale));

    /// <summary>Two-sided p against no effect: 2·min(F(0), 1-F(0)).</summary>
    public double P => Math.Min(1, 2 * Math.Min(Below(0), Above(0)));

    /// <summary>The interval that leaves (1 - level)/2 on either side.</summary>
    public Interval Interval(double level = 0.95) => new(Quantile((1 - level) / 2), Quantile((1 + level) / 2));

    /// <summary>The value below which a share of the probability lies: Newton's steps on F, halved back into what F has already ruled out.</summary>
    public double Quantile(double share)
    {
        var (low, high) = (double.NegativeInfinity, double.PositiveInfinity);
        var x = Mean + (Scale * Normal.InvCDF(0, 1, share));
        for (var turn = 0; turn < 200; turn++)
        {
            var excess = Below(x) - share;
            (low, high) = excess < 0 ? (x, high) : (low, x);
            var step = Math.Clamp(excess / Density(x), -2 * Scale, 2 * Scale);
            if (Math.Abs(step) <= 1e-13 * Scale)
                return x - step;
            // A step that leaves what F allows is a step too long: both ends are known by then.
            x = x - step > low && x - step < high ? x - step : (low + high) / 2;
        }
        return x;
    }

    private double Density(double x) => parts.Sum(part => part.Weight * StudentT.PDF(part.Mean, part.Scale, DegreesOfFreedom, x));
}
