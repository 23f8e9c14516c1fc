namespace Outcomes.Analytics.Effects;

/// <summary>What an aim's sentence needs beside its figures.</summary>
/// <param name="Measure">The measure, as it begins a sentence: <c>Bookings</c>.</param>
/// <param name="Where">Service and area: <c>leisure, Headingley</c>.</param>
/// <param name="Unit">What is counted: <c>bookings</c>; of a ratio, its numerator.</param>
/// <param name="Measures">How many measures the campaign was tested on.</param>
/// <param name="Cost">What it cost, or null.</param>
/// <param name="IsRatio">Whether the measure has a denominator.</param>
/// <param name="CountsPeople">Whether it counts people, so that no count of it is given exactly.</param>
/// <param name="Scale">How much of the unit one of what is counted is: .01 of pounds, which are counted in pence; 1 of a ratio, whose numerator says itself what it is counted in.</param>
public sealed record Words(string Measure, string Where, string Unit, int Measures = 1, CampaignCost? Cost = null, bool IsRatio = false, bool CountsPeople = false, double Scale = 1)
{
    private const int Base = 5;

    /// <summary>A count as it may be shown: of people, the nearest multiple of five.</summary>
    public double Shown(double count) => CountsPeople ? Base * Math.Round(count / Base) : count;

    /// <summary>The same in <see cref="Unit"/>.</summary>
    public double Told(double count) => Shown(count) * Scale;
}
