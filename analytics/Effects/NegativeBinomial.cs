using MathNet.Numerics;
using MathNet.Numerics.RootFinding;

namespace Outcomes.Analytics.Effects;

/// <summary>Counts with variance μ + μ²/θ (NB2), θ by maximum likelihood in turn with the coefficients; Poisson scatter falls back to quasi-Poisson.</summary>
/// <remarks>Lawless (1987), Canadian Journal of Statistics 15; Venables &amp; Ripley (2002), §7.4.</remarks>
public static class NegativeBinomial
{
    /// <summary>The fit with its θ; the Poisson fit (θ infinite, to be read with its dispersion) where counts scatter no wider than Poisson or θ has no end; null where nothing settles.</summary>
    public static CountModel? Of(Design x, double[] y, double[]? offset = null)
    {
        if (CountModel.Of(x, y, offset) is not { } poisson || poisson.Dispersion <= 1)
            return CountModel.Of(x, y, offset);
        var fit = poisson;
        for (var turn = 0; turn < 200; turn++)
        {
            if (Theta(y, fit.Means) is not { } theta || CountModel.Of(x, y, offset, theta) is not { } next)
                return poisson;
            var settled = Math.Abs(next.Theta - fit.Theta) <= 1e-10 * theta;
            fit = next;
            if (settled)
                return fit;
        }
        return poisson;
    }

    /// <summary>The log-likelihood at a fit's θ and means.</summary>
    public static double LogLikelihood(CountModel fit) => fit.Observed.Zip(fit.Means, (count, mean) =>
        SpecialFunctions.GammaLn(fit.Theta + count) - SpecialFunctions.GammaLn(fit.Theta) - SpecialFunctions.GammaLn(count + 1)
        + (fit.Theta * Math.Log(fit.Theta / (mean + fit.Theta))) + (count > 0 ? count * Math.Log(mean / (mean + fit.Theta)) : 0)).Sum();

    /// <summary>θ̂'s standard error, the means given: from the curvature of the log-likelihood.</summary>
    public static double ThetaStandardError(CountModel fit)
    {
        var step = 1e-4 * fit.Theta;
        var curvature = (Score(fit.Theta + step, fit.Observed, fit.Means) - Score(fit.Theta - step, fit.Observed, fit.Means)) / (2 * step);
        return 1 / Math.Sqrt(-curvature);
    }

    private static double? Theta(double[] y, double[] means)
    {
        const double Least = 1e-3, Most = 1e7;
        return Score(Least, y, means) > 0 && Score(Most, y, means) < 0
            ? Math.Exp(Brent.FindRoot(log => Score(Math.Exp(log), y, means), Math.Log(Least), Math.Log(Most), 1e-12, 500))
            : null;
    }

    /// <summary>dℓ/dθ.</summary>
    private static double Score(double theta, double[] y, double[] means) => y.Zip(means, (count, mean) =>
        SpecialFunctions.DiGamma(theta + count) - SpecialFunctions.DiGamma(theta) + Math.Log(theta / (mean + theta)) + 1 - ((count + theta) / (mean + theta))).Sum();
}
