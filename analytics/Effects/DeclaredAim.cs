using System.Data;

namespace Outcomes.Analytics.Effects;

/// <summary>An aim as the council declared it: a row of campaign_aims with its campaign.</summary>
internal sealed record DeclaredAim
{
    /// <summary>Campaigns.campaign.</summary>
    public required string Campaign { get; init; }

    /// <summary>Its name, for people.</summary>
    public required string Title { get; init; }

    /// <summary>Whether there is such a campaign.</summary>
    public required bool Known { get; init; }

    /// <summary>communication, service_change, event, price or closure.</summary>
    public required string Kind { get; init; }

    /// <summary>First day; null: not given.</summary>
    public required DateOnly? Starts { get; init; }

    /// <summary>Last day; null: not given.</summary>
    public required DateOnly? Ends { get; init; }

    /// <summary>Measures.measure; may be none there is.</summary>
    public required string Measure { get; init; }

    /// <summary>Which figures of the measure.</summary>
    public required Slice Slice { get; init; }

    /// <summary>For whom; null: everyone.</summary>
    public required string? Audience { get; init; }

    /// <summary>primary, secondary or guardrail.</summary>
    public required string Role { get; init; }

    /// <summary>increase or decrease; null: not given.</summary>
    public required string? Expected { get; init; }

    /// <summary>Days until an effect may be seen.</summary>
    public required int LagDays { get; init; }

    /// <summary>Least change worth having, as a share.</summary>
    public required double Worth { get; init; }

    /// <summary>Day of the verdict; null: end + lag + 4 whole weeks.</summary>
    public required DateOnly? JudgeOn { get; init; }

    /// <summary>Services declared as comparisons.</summary>
    public required IReadOnlyList<string> ComparisonServices { get; init; }

    /// <summary>Areas declared as comparisons.</summary>
    public required IReadOnlyList<string> ComparisonAreas { get; init; }

    /// <summary>The slices declared as comparisons.</summary>
    public IEnumerable<Slice> Comparisons =>
        ComparisonServices.Select(service => Slice with { Service = service }).Concat(ComparisonAreas.Select(area => Slice with { Area = area }));

    /// <summary>What tells it apart from every other aim.</summary>
    public (string Campaign, string Measure, string Service, string Area, string Audience) Key =>
        (Campaign, Measure, Slice.Service ?? "all", Slice.Area ?? "all", Audience ?? "all");

    /// <summary>What stands against judging it before any figure is looked at, or null.</summary>
    public string? Fault =>
        !Known ? $"no campaign is named '{Campaign}'"
        : Starts is null || Ends is null ? $"its {(Starts is null ? "start" : "end")} is not given"
        : Expected is null ? "which way it should go is not given"
        : LagDays < 0 ? $"its lag is {LagDays} days, before the campaign"
        : Worth <= 0 ? "the least change worth having is not above zero"
        : JudgeOn <= Ends.Value.AddDays(LagDays) && Kind is "communication" or "event" && Ends >= Starts ? $"it is to be judged on {JudgeOn:yyyy-MM-dd}, before its effect ends on {Ends.Value.AddDays(LagDays):yyyy-MM-dd}"
        : null;

    /// <summary>The campaign as the statistics see it; where its days are not given, on a day that stands in for them.</summary>
    public Campaign ToCampaign(DateOnly standIn) => new(Campaign, Title, Starts ?? Ends ?? standIn, Ends ?? Starts ?? standIn, Kind);

    /// <summary>Every aim of the council, in order of its key.</summary>
    public static IReadOnlyList<DeclaredAim> Read(Warehouse warehouse) => warehouse.Connection.Rows(Figures.Sql("declared_aims"), row => new DeclaredAim
    {
        Campaign = row.GetString(0),
        Title = row.GetString(1),
        Known = row.GetBoolean(2),
        Kind = row.GetString(3),
        Starts = Day(row, 4),
        Ends = Day(row, 5),
        Measure = row.GetString(6),
        Slice = new(Text(row, 7), Text(row, 8)),
        Audience = Text(row, 9),
        Role = row.GetString(10),
        Expected = Text(row, 11),
        LagDays = row.GetInt32(12),
        Worth = row.GetDouble(13),
        JudgeOn = Day(row, 14),
        ComparisonServices = Listed(Text(row, 15)),
        ComparisonAreas = Listed(Text(row, 16)),
    });

    private static string? Text(IDataRecord row, int column) => row.IsDBNull(column) || row.GetString(column).Length == 0 ? null : row.GetString(column);

    private static DateOnly? Day(IDataRecord row, int column) => row.IsDBNull(column) ? null : DateOnly.FromDateTime(row.GetDateTime(column));

    private static string[] Listed(string? text) => text?.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];
}

/// <summary>Which figures of a measure: those of a service, of an area, of both; null: all together.</summary>
/// <param name="Service">Services.service.</param>
/// <param name="Area">Areas.area: its own figures and those of areas that lie in it.</param>
internal sealed record Slice(string? Service, string? Area);
