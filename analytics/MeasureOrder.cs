namespace Outcomes.Analytics;

/// <summary>The order in which measures can be computed: those that count, then those derived from them.</summary>
public static class MeasureOrder
{
    /// <summary>Sorts measures so that each comes after those it reads.</summary>
    /// <param name="measures">All that there are.</param>
    /// <param name="faults">Gets one for each derived measure that reads one that is not there, or itself in a circle; it is left out.</param>
    public static IReadOnlyList<Measure> Of(IEnumerable<Measure> measures, ICollection<Fault> faults)
    {
        var known = measures.OrderBy(measure => measure.Id, StringComparer.Ordinal).ToDictionary(measure => measure.Id, StringComparer.Ordinal);
        var ordered = known.Values.Where(measure => measure.Expression is null).ToList();
        var done = ordered.ToDictionary(measure => measure.Id, _ => true, StringComparer.Ordinal);
        foreach (var measure in known.Values)
            Place(measure, []);
        return ordered;

        bool Place(Measure measure, IReadOnlyList<string> path)
        {
            if (done.TryGetValue(measure.Id, out var placed))
                return placed;
            if (path.Contains(measure.Id))
                return Refuse(measure, $"It reads itself in a circle: {string.Join(" → ", path.SkipWhile(id => id != measure.Id).Append(measure.Id))}; allowed: measures that do not read this one.");
            foreach (var operand in measure.Expression!.Operands)
                if (!known.TryGetValue(operand.Measure, out var read))
                    return Refuse(measure, $"Its expression reads '{operand.Measure}', and no measure has that id; allowed: {string.Join(", ", known.Keys)}.");
                else if (!Place(read, [.. path, measure.Id]))
                    return done.TryGetValue(measure.Id, out var refused) ? refused : Refuse(measure, $"Its expression reads '{read.Id}', which cannot be used.");
            ordered.Add(measure);
            return done[measure.Id] = true;
        }

        bool Refuse(Measure measure, string why)
        {
            if (done.TryAdd(measure.Id, false))
                faults.Add(new(measure.File, 1, why));
            return false;
        }
    }
}
