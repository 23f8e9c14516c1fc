using System.Globalization;
using System.Text.Json;

namespace Outcomes.Tests.Functions.Api.Differencing;

/// <summary>Which figure: what stands for it in every set, publication and format.</summary>
internal sealed record Cell(string Measure, string Grain, DateOnly Period, string Service, string Area, string Channel, string Platform);

/// <summary>What is published of a figure.</summary>
internal sealed record Reading(string Status, long? Numerator, long? Denominator, double? Value)
{
    /// <summary>Whether it is hidden.</summary>
    public bool Hidden => Status == "suppressed";

    /// <summary>Whether a number is there, or could be but for protection.</summary>
    public bool Known => Status is "ok" or "provisional" or "stale" or "suppressed";
}

/// <summary>Everything that was read of one publication, by whatever route; two routes that say different things of one figure are told.</summary>
internal sealed class Figures
{
    /// <summary>The measures that are attacked.</summary>
    public static readonly string[] Measures = ["contacts", "bookings", "digital_contact_share", "phone_contacts"];

    private readonly Dictionary<Cell, Reading> readings = [];
    private readonly Dictionary<Cell, string> first = [];

    /// <summary>What is published of each figure.</summary>
    public IReadOnlyDictionary<Cell, Reading> Readings => readings;

    /// <summary>What routes disagree about.</summary>
    public List<string> Disagreements { get; } = [];

    /// <summary>How many figures each route gave.</summary>
    public Dictionary<string, int> Routes { get; } = [];

    public void Add(string route, Cell cell, Reading reading)
    {
        Routes[route] = Routes.GetValueOrDefault(route) + 1;
        if (readings.TryAdd(cell, reading))
            first[cell] = route;
        else if (readings[cell] != reading)
            Disagreements.Add($"{cell}: {first[cell]} says {readings[cell]}, {route} {reading}");
    }

    /// <summary>Adds rows as the feed gives them.</summary>
    /// <param name="route">Where they come from.</param>
    /// <param name="grain">The grain of a set whose rows do not name it.</param>
    /// <param name="rows">The rows.</param>
    public void Add(string route, string grain, IEnumerable<JsonElement> rows)
    {
        foreach (var row in rows)
            Add(route, grain, column => !row.TryGetProperty(column, out var cell) || cell.ValueKind == JsonValueKind.Null ? null : cell.ToString());
    }

    /// <summary>Adds one row, given by what stands in a column.</summary>
    public void Add(string route, string grain, Func<string, string?> row) =>
        Add(route, CellOf(grain, row), new Reading(row("status")!, Whole(row("numerator")), Whole(row("denominator")), row("value") is { } value ? double.Parse(value, CultureInfo.InvariantCulture) : null));

    /// <summary>Which figure a row is.</summary>
    public static Cell CellOf(string grain, Func<string, string?> row) =>
        new(row("measure")!, row("grain") ?? grain, DateOnly.Parse(row("period")![..10], CultureInfo.InvariantCulture), row("service")!, row("area")!, row("channel")!, row("platform")!);

    private static long? Whole(string? text) => text is null ? null : long.Parse(text, CultureInfo.InvariantCulture);

    /// <summary>The rows of measures that are attacked.</summary>
    public static IEnumerable<JsonElement> Wanted(IEnumerable<JsonElement> rows) => rows.Where(row => Measures.Contains(row.GetProperty("measure").GetString()));
}
