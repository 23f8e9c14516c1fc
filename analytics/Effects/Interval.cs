namespace Outcomes.Analytics.Effects;

/// <summary>An interval, ends included.</summary>
/// <param name="Low">Its lower end.</param>
/// <param name="High">Its upper end.</param>
public readonly record struct Interval(double Low, double High)
{
    /// <summary>Whether a value lies within.</summary>
    public bool Holds(double value) => Low <= value && value <= High;

    /// <summary>The interval of an increasing function of the value.</summary>
    public Interval Map(Func<double, double> increasing) => new(increasing(Low), increasing(High));
}
