namespace Outcomes.Analytics.Effects;

/// <summary>The regression of an aim: log counts on season, calendar, trend, other campaigns and, last, the campaign.</summary>
/// <remarks>
/// Alone: log y = b₀ + b₁t + δD + Σ[a sin + c cos](annual) + bank holidays + school + Christmas + u. Against comparisons: d = log y - mean log of theirs = b₀ + b₁t + δD + u.
/// Wagner (2002); Lopez Bernal and others (2017), IJE 46:348; controlled: Linden (2015).
/// </remarks>
internal sealed class Model
{
    private readonly int[] periods;
    private readonly double[] whole;
    private readonly int firstExposed;

    private Model(Aim aim, int from, int to)
    {
        Aim = aim;
        whole = aim.Exposure(aim.Campaign);
        firstExposed = Array.FindIndex(whole, share => share > 0);
        (From, To, Start) = (from, to, Enumerable.Range(0, to).FirstOrDefault(period => aim.Timeline.End(period) >= aim.Campaign.Starts, to));
        periods = [.. Enumerable.Range(from, to - from).Where(period => LogOf(aim, period) is not null)];
        Times = Array.ConvertAll(periods, period => (double)period);
        Y = Array.ConvertAll(periods, period => LogOf(aim, period)!.Value);
        Exposure = Array.ConvertAll(periods, period => whole[period]);
        Others = Terms(to - from).Independent(out _);
        X = Others.With("campaign", Exposure);
    }

    public Aim Aim { get; }

    /// <summary>First period looked at.</summary>
    public int From { get; }

    /// <summary>Period after the last one looked at.</summary>
    public int To { get; }

    /// <summary>Period the campaign starts in.</summary>
    public int Start { get; }

    /// <summary>Periods used: those observed.</summary>
    public IReadOnlyList<int> Periods => periods;

    /// <summary>The same, for the distance between rows.</summary>
    public double[] Times { get; }

    public double[] Y { get; }

    /// <summary>D: share of each period in which an effect may be seen.</summary>
    public double[] Exposure { get; }

    /// <summary>All columns but the campaign's; those that add nothing are left out.</summary>
    public Design Others { get; }

    /// <summary>All columns, the campaign's last.</summary>
    public Design X { get; }

    /// <summary>Rows before the period the campaign starts in.</summary>
    public int Before => Array.FindIndex(periods, period => period >= Start) is var first && first < 0 ? periods.Length : first;

    /// <summary>Σ D over all periods, observed or not.</summary>
    public double TotalExposure => whole.Sum();

    /// <summary>Whether the campaign's column is more than the others give.</summary>
    public bool IsIdentified
    {
        get
        {
            X.Independent(out var dropped);
            return dropped.Count == 0;
        }
    }

    /// <summary>The model over the periods from one to before another.</summary>
    public static Model Of(Aim aim, int from, int to) => new(aim, from, to);

    /// <summary>What is modelled in a period: log count, or its distance from the mean of the comparisons; null where any of them is missing.</summary>
    public static double? LogOf(Aim aim, int period)
    {
        var log = aim.Outcome.Log(period);
        foreach (var comparison in aim.Comparisons)
            log -= comparison.Log(period) / aim.Comparisons.Count;
        return log;
    }

    /// <summary>Where a placebo may start.</summary>
    public IEnumerable<int> PlaceboStarts()
    {
        var margin = PlaceboInTime.Margin(Aim.Timeline.Grain);
        return Aim.Campaign.Lasts
            ? Enumerable.Range(From + margin, Math.Max(0, Start - From - (2 * margin) + 1))
            : Enumerable.Range(From, Math.Max(0, Start - From - Length + 1));
    }

    /// <summary>The campaign's share of a period so many after the one it first shows in.</summary>
    public double ExposureAfter(int periodsLater) =>
        periodsLater < 0 ? 0 : firstExposed + periodsLater < whole.Length ? whole[firstExposed + periodsLater] : Aim.Campaign.Lasts ? 1 : 0;

    /// <summary>Periods a window touches.</summary>
    public int Length => whole.Count(share => share > 0);

    private Design Terms(int span)
    {
        var timeline = Aim.Timeline;
        var x = new Design(periods.Length).With("constant", _ => 1).With("trend", row => (periods[row] - From) / (double)span);
        if (Aim.Comparisons.Count == 0)
        {
            for (var k = 1; k <= Harmonics(span); k++)
            {
                double Angle(int row) => 2 * Math.PI * k * (timeline.Start(periods[row]).DayNumber + 3) / 365.25;
                x = x.With($"sin {k}", row => Math.Sin(Angle(row))).With($"cos {k}", row => Math.Cos(Angle(row)));
            }
            foreach (var (name, values) in Aim.Calendar)
                x = x.With(name, row => values[periods[row]]);
        }
        foreach (var other in Aim.Others)
        {
            var exposure = Aim.Exposure(other);
            x = x.With(other.Id, row => exposure[periods[row]]);
        }
        return x;
    }

    /// <summary>Two annual waves once a whole year is seen, before and after together; none below, where they cannot be told from the trend.</summary>
    /// <remarks>Measured on 52 weeks with a step at 36 (simulation, Wshort): the 95 % interval holds the truth 82–94 times in 100 without waves, 92–95 with one, 93–97 with two.</remarks>
    private int Harmonics(int span) => span >= Aim.Timeline.PerYear ? 2 : 0;
}
