namespace Outcomes.Analytics.Effects;

/// <summary>Where aims are looked for: the council's services and areas with their names, what lies in what, and its holidays.</summary>
internal sealed class Places
{
    private readonly Dictionary<string, string> services;
    private readonly Dictionary<string, (string Name, string? Type)> areas;
    private readonly HashSet<(string Area, string Above)> within;
    private readonly DateOnly[] bankHolidays;
    private readonly DateOnly[] schoolHolidays;

    /// <summary>Reads them.</summary>
    /// <param name="warehouse">The lake; <see cref="Figures"/> has prepared it.</param>
    public Places(Warehouse warehouse)
    {
        var duck = warehouse.Connection;
        services = duck.Rows("select service, any_value(coalesce(title, service)) from services where service is not null group by service", row => (row.GetString(0), row.GetString(1)))
            .ToDictionary(row => row.Item1, row => row.Item2);
        areas = duck.Rows("select area, any_value(coalesce(name, area)), any_value(type) from areas where area is not null group by area", row => (row.GetString(0), (row.GetString(1), row.IsDBNull(2) ? null : row.GetString(2))))
            .ToDictionary(row => row.Item1, row => row.Item2);
        within = [.. duck.Rows("select area, above from ancestor where above is not null", row => (row.GetString(0), row.GetString(1)))];
        // Days that hold in one ward only are no council's calendar.
        DateOnly[] Holidays(string kind) => [.. duck.Rows("select distinct date from calendar left join areas using (area) where calendar.kind = $kind::varchar and areas.parent is null and date is not null order by date",
            row => DateOnly.FromDateTime(row.GetDateTime(0)), ("kind", kind))];
        (bankHolidays, schoolHolidays) = (Holidays("bank_holiday"), Holidays("school_holiday"));
    }

    /// <summary>Service and area as readers know them.</summary>
    public string NameOf(Slice slice) => (slice.Service, slice.Area) switch
    {
        (null, null) => "the council",
        ({ } service, null) => ServiceName(service),
        (null, { } area) => AreaName(area),
        ({ } service, { } area) => $"{ServiceName(service)}, {AreaName(area)}",
    };

    /// <summary>A comparison as readers know it beside what it is compared with: areas are told apart by their names alone, services by theirs.</summary>
    public string ComparisonName(Slice own, Slice comparison) =>
        own.Service == comparison.Service && comparison.Area is { } area ? AreaName(area) : own.Area == comparison.Area && comparison.Service is { } service ? ServiceName(service) : NameOf(comparison);

    /// <summary>Whether two slices have figures in common.</summary>
    public bool Meet(Slice one, Slice other) =>
        (one.Service is null || other.Service is null || one.Service == other.Service)
        && (one.Area is null || other.Area is null || one.Area == other.Area || within.Contains((one.Area, other.Area)) || within.Contains((other.Area, one.Area)));

    /// <summary>Other slices of the same kind: areas of the same type, or services.</summary>
    /// <param name="slice">What they should be like.</param>
    /// <param name="shown">The services and areas that have figures.</param>
    public IEnumerable<Slice> Alike(Slice slice, IReadOnlyList<Slice> shown) => slice switch
    {
        { Area: { } area } when areas.TryGetValue(area, out var known) && known.Type is not null =>
            shown.SelectMany(one => within.Where(pair => pair.Area == one.Area).Select(pair => pair.Above).Append(one.Area!)).Distinct()
                .Where(other => other != area && areas.TryGetValue(other, out var found) && found.Type == known.Type).Select(other => slice with { Area = other }),
        { Area: null, Service: { } service } => shown.Select(one => one.Service!).Distinct().Where(other => other != service && services.ContainsKey(other)).Select(other => slice with { Service = other }),
        _ => [],
    };

    /// <summary>Holidays as terms of a regression over a timeline.</summary>
    public IReadOnlyList<(string Name, double[] Values)> Calendar(Timeline timeline) => CalendarTerms.Of(timeline, bankHolidays, schoolHolidays);

    private string ServiceName(string service) => services.GetValueOrDefault(service) ?? service;

    private string AreaName(string area) => areas.TryGetValue(area, out var known) ? known.Name : area;
}
