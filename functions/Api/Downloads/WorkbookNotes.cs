using Outcomes.Functions.Api.Access;

namespace Outcomes.Functions.Api.Downloads;

/// <summary>What a workbook says beside its figures, so that they stay understood when it is mailed on.</summary>
internal static class WorkbookNotes
{
    private static readonly Note[] Legend =
    [
        new("status ok", "The figure stands."),
        new("status provisional [p]", "The period is still open, or its data may still change."),
        new("status stale", "The figure is the one last published, because a check of the new one fails."),
        new("status missing [x]", "Not enough of the period was delivered to say. Not 0."),
        new("status not_offered [z]", "The source does not give this figure. Not 0."),
        new("status suppressed [c]", "Hidden, here or at source, so that nobody can be picked out. Not 0."),
        new("all, not_broken_down, unknown, other", "Not broken down by this in the table; not broken down by the source; the row does not say; an area not listed."),
        new("Adding up", "Do not add value, and do not add figures of which some are hidden: totals come from Summaries."),
    ];

    /// <summary>The notes of one download; read when they are written.</summary>
    public static IEnumerable<Note> Of(Feed feed, FeedFile file, Caller caller, FeedQuery query, FeedReading reading)
    {
        yield return new("Sheet", query.Request.Set.Contract.Title);
        yield return new("Publication", file.Publication.Id);
        yield return new("Made for", file.Publication.AsOf.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", System.Globalization.CultureInfo.InvariantCulture));
        if (query.Request.Options.WithoutToken() is { Length: > 0 } options)
            yield return new("Asked for", Uri.UnescapeDataString(options));
        if (feed.IsSample)
            yield return new("Sample", "Invented sample data: the figures of a made-up council.");
        foreach (var column in query.Request.Set.Contract.Columns)
            yield return new($"Column {column.Name}", column.Description + (column.Unit is null ? "" : $" [{column.Unit}]"));
        foreach (var line in Legend)
            yield return line;
        yield return new("Disclosure rule", "Small figures about people are hidden or rounded before they are published, by the class that stands with each measure below; what is hidden stays so in every form of this feed.");
        var measures = feed.Model.Sets.FirstOrDefault(set => set.Contract.Name == "measures");
        foreach (var note in measures is null ? [] : reading.Rows(Measures(Relation.Of(measures, file, caller)), row => new Note($"Measure {row.GetString(0)}", row.GetString(1))))
            yield return note;
    }

    private static string Measures(Relation measures) => $"""
        select measure, concat_ws(' ', title || '.', why, 'Counts: ' || numerator || '.', 'Of: ' || denominator || '.', 'Unit: ' || unit || '.', 'Better: ' || better || '.',
            'Disclosure: ' || disclosure || '.', 'Complete to ' || complete_to || '.', 'Stale since ' || stale_since || '.', 'Break from ' || break_from || ': ' || break_note || '.') as text
        from {measures.Sql} order by measure
        """;
}
