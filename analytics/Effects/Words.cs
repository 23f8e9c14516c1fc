namespace Outcomes.Analytics.Effects;

/// <summary>What an aim's sentence needs beside its figures.</summary>
/// <param name="Measure">The measure, as it begins a sentence: <c>Bookings</c>.</param>
/// <param name="Where">Service and area: <c>leisure, Headingley</c>.</param>
/// <param name="Unit">What is counted: <c>bookings</c>.</param>
/// <param name="Measures">How many measures the campaign was tested on.</param>
/// <param name="CostPounds">What it cost, or null.</param>
public sealed record Words(string Measure, string Where, string Unit, int Measures = 1, decimal? CostPounds = null);
