namespace Outcomes.Analytics.Effects;

/// <summary>What an aim's sentence needs beside its figures.</summary>
/// <param name="Measure">The measure, as it begins a sentence: <c>Bookings</c>.</param>
/// <param name="Where">Service and area: <c>leisure, Headingley</c>.</param>
/// <param name="Unit">What is counted: <c>bookings</c>; of a ratio, its numerator.</param>
/// <param name="Measures">How many measures the campaign was tested on.</param>
/// <param name="Cost">What it cost, or null.</param>
/// <param name="IsRatio">Whether the measure has a denominator.</param>
/// <param name="CountsPeople">Whether it counts people, so that no count of it is given exactly.</param>
public sealed record Words(string Measure, string Where, string Unit, int Measures = 1, CampaignCost? Cost = null, bool IsRatio = false, bool CountsPeople = false)
{
    private const int Base = 5;

    /// <summary>A count as it may be shown: of people, the nearest multiple of five.</summary>
    public double Shown(double count) => CountsPeople ? Base * Math.Round(count / Base) : count;
}
