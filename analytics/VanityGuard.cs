namespace Outcomes.Analytics;

/// <summary>
/// What may be a headline: a measure that tells what changed for residents (outcome, impact), and for an objective that warns or explains
/// also what people took from it (out_take). Posts, followers and reach never; it says what to use instead.
/// </summary>
public static class VanityGuard
{
    private static readonly string[] Usual = ["avoidable_contact_rate", "bookings", "completion_rate", "digital_contact_share", "visits"];

    /// <summary>Which measures to use as a headline instead of this one: outcomes of what it reads, else the usual ones; null: it may be one.</summary>
    public static string? Instead(Measure measure, IReadOnlyList<Measure> measures)
    {
        if (measure.IsHeadline)
            return null;
        var reads = Reads(measure, measures);
        var near = measures.Where(other => other.IsHeadline && Reads(other, measures).Overlaps(reads)).Select(other => other.Id).Order(StringComparer.Ordinal).Take(4).ToArray();
        var usual = measures.Where(other => other.IsHeadline && Usual.Contains(other.Id)).Select(other => other.Id).Order(StringComparer.Ordinal);
        return (near.Length > 0 ? near : [.. usual]) is { Length: > 0 } found ? string.Join(", ", found) : "a measure whose stage is outcome or impact";
    }

    /// <summary>Faults of data/objectives.csv and data/exposures.csv: a target or a headline that is none, by line.</summary>
    /// <param name="data">Small tables by name: the CSV file.</param>
    /// <param name="measures">All that there are.</param>
    public static IEnumerable<Fault> Faults(IReadOnlyDictionary<string, string> data, IReadOnlyList<Measure> measures)
    {
        foreach (var (table, use) in new[] { ("objectives", "target"), ("exposures", "headline") })
            if (data.TryGetValue(table, out var path))
                foreach (var (line, values) in SmallTable.Rows(path, "measure", "purpose", "headline"))
                {
                    var (id, purpose) = (values[0], values[1]);
                    if (use == "target" || values[2].Equals("true", StringComparison.OrdinalIgnoreCase))
                        if (measures.FirstOrDefault(measure => measure.Id == id) is not { } measure)
                        {
                            if (id.Length > 0)
                                yield return new($"data/{table}.csv", line, $"No measure has the id '{id}'; allowed: {string.Join(", ", measures.Where(known => known.IsHeadline).Select(known => known.Id).Order(StringComparer.Ordinal))}.");
                        }
                        else if (!measure.IsHeadline && !(use == "target" && measure.Stage == "out_take" && purpose is "warn" or "explain"))
                            yield return new($"data/{table}.csv", line, $"'{id}' is an {measure.Stage} measure and no {use}: it tells what was done or noticed, not what changed. Use {Instead(measure, measures)}.");
                }
    }

    private static HashSet<string> Reads(Measure measure, IReadOnlyList<Measure> measures) =>
        [.. measure.Expression is { } made
            ? made.Operands.SelectMany(operand => measures.Where(other => other.Id == operand.Measure && other.Expression is null).SelectMany(other => Reads(other, measures)))
            : (SqlTree.Parse(measure.Sql, measure.File, measure.SqlLine, [])?.Tables ?? []).Select(table => table.Name).Where(name => name is not ("social_accounts" or "services" or "channels" or "areas"))];
}
