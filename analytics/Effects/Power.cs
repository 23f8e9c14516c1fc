using MathNet.Numerics;
using MathNet.Numerics.Distributions;

namespace Outcomes.Analytics.Effects;

/// <summary>What could be found at all.</summary>
public static class Power
{
    /// <summary>The least true effect found 8 times in 10: (t₀.₉₇₅,ν + t₀.₈,ν)·SE, on the scale of the standard error.</summary>
    public static double MinimumDetectable(double standardError, double degreesOfFreedom, double level = 0.05, double power = 0.8) =>
        (StudentT.InvCDF(0, 1, degreesOfFreedom, 1 - (level / 2)) + StudentT.InvCDF(0, 1, degreesOfFreedom, power)) * standardError;

    /// <summary>The chance that a two-sided t test finds a true effect: 1 - T_ν(t; d) + T_ν(-t; d), d = effect/SE, T the noncentral t.</summary>
    public static double Of(double effect, double standardError, double degreesOfFreedom, double level = 0.05)
    {
        var critical = StudentT.InvCDF(0, 1, degreesOfFreedom, 1 - (level / 2));
        var shift = effect / standardError;
        return 1 - NoncentralT(critical, degreesOfFreedom, shift) + NoncentralT(-critical, degreesOfFreedom, shift);
    }

    /// <summary>Distribution function of the noncentral t. Lenth (1989), algorithm AS 243, Applied Statistics 38.</summary>
    internal static double NoncentralT(double t, double degreesOfFreedom, double shift)
    {
        if (t < 0)
            return 1 - NoncentralT(-t, degreesOfFreedom, -shift);
        var x = t * t / ((t * t) + degreesOfFreedom);
        var half = shift * shift / 2;
        var sum = Normal.CDF(0, 1, -shift);
        for (var j = 0; j < 1000; j++)
        {
            var p = 0.5 * Math.Exp(-half + (j * Math.Log(half)) - SpecialFunctions.GammaLn(j + 1));
            var q = shift / (2 * Math.Sqrt(2)) * Math.Exp(-half + (j * Math.Log(half)) - SpecialFunctions.GammaLn(j + 1.5));
            if (half == 0)
                (p, q) = (j == 0 ? 0.5 : 0, 0);
            var part = (p * SpecialFunctions.BetaRegularized(j + 0.5, degreesOfFreedom / 2, x)) + (q * SpecialFunctions.BetaRegularized(j + 1, degreesOfFreedom / 2, x));
            sum += part;
            if (j > half && Math.Abs(part) < 1e-15)
                break;
        }
        return sum;
    }
}
