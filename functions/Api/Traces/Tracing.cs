using System.Globalization;
using System.Text.Json.Nodes;
using Outcomes.Analytics;
using Outcomes.Functions.Api.Access;
using Outcomes.Functions.Api.Downloads;

namespace Outcomes.Functions.Api.Traces;

/// <summary>Puts traces together, from the publication's manifest and from the feed's own answers: what a caller may not read there is not here either.</summary>
/// <param name="feed">What is served.</param>
/// <param name="file">The publication asked.</param>
/// <param name="caller">Who asks.</param>
/// <param name="allowsRows">Whether the council lets analysts read rows of the lake.</param>
/// <param name="cancellationToken">Stops it.</param>
internal sealed class Tracing(Feed feed, FeedFile file, Caller caller, bool allowsRows, CancellationToken cancellationToken)
{
    private const int RunsShown = 5;
    private static readonly string[] Counts = ["read", "passed", "quarantined", "mapped", "new", "changed", "unchanged", "duplicate", "outside", "mapped_quarantined", "removed", "message"];

    /// <summary>The trace of a figure.</summary>
    /// <exception cref="RefusalException">404: no figure that this caller may see has that id.</exception>
    public Trace Of(string id)
    {
        var found = feed.Model.Sets.Where(set => set.HoldsFigures)
            .Select(set => (Set: set, Row: Ask(set.EntitySet.Name, $"$filter=id eq {Literal(id)}").FirstOrDefault()))
            .Where(found => found.Row is not null).OrderByDescending(found => found.Set.Contract.Column("grain") is not null).ToArray();
        if (found is not [var (set, figure), ..])
            throw RefusalException.NotFound("No figure has this id in this publication. Every figure of the feed has its id beside it.");

        var measure = Text(figure!, "measure");
        var described = Ask("Measures", $"$filter=measure eq {Literal(measure)}").FirstOrDefault();
        var definition = file.Publication.Measures.FirstOrDefault(known => known.Id == measure);
        var span = Span.Of(GrainOf(set, figure!), DateOnly.ParseExact(Text(figure!, "period"), "yyyy-MM-dd", CultureInfo.InvariantCulture));
        var isDiscreet = caller.Role == Role.Reader && (figure!["suppressed"]!.GetValue<bool>() || described?["disclosure"]?.GetValue<string>() is not "none");
        var made = definition?.FiguresOf is { } earlier ? feed.Kept.FirstOrDefault(kept => kept.Id == earlier) : file.Publication;
        return new(file.Publication, [.. found.Select(one => one.Set.EntitySet.Name)], figure!, span, described, definition,
            [.. file.Publication.Notes.Where(note => note.Measure == measure).Select(note => isDiscreet ? "A check does not hold; analysts see which and how." : note.Text)],
            definition is null || made is null ? [] : [.. Sources(made, definition, span, isDiscreet)], Rows(id, definition));
    }

    private IEnumerable<TracedSource> Sources(Publication made, PublishedMeasure definition, Span span, bool isDiscreet) => made.From
        .Where(from => definition.Reads.Contains(from.Dataset))
        .GroupBy(from => (from.Source, from.Dataset))
        .Select(files => new TracedSource(
            made.Sources.FirstOrDefault(origin => origin.Source == files.Key.Source && origin.Dataset == files.Key.Dataset) is not { } origin
                ? new(files.Key.Source, files.Key.Dataset, files.Key.Source, []) : caller.Filter.IsNone ? origin : origin with { Files = [] },
            [.. files.Where(from => span.Looking(definition.LookbackDays).Meets(from.Month)).Select(from => (from.Month, isDiscreet ? null : from.Hash))],
            [.. Runs(files.Key.Source, isDiscreet)]));

    /// <summary>A source's latest runs, as the set Runs has them for this caller.</summary>
    private IEnumerable<JsonObject> Runs(string source, bool isDiscreet)
    {
        List<JsonObject> runs;
        try
        {
            runs = Ask("Runs", $"$filter=source eq {Literal(source)}&$orderby=started desc&$top={RunsShown}");
        }
        catch (RefusalException refused) when (refused.Status == 403)
        {
            yield break;
        }
        foreach (var run in runs)
        {
            foreach (var count in isDiscreet ? Counts : [])
                run.Remove(count);
            yield return run;
        }
    }

    private TracedRows Rows(string id, PublishedMeasure? definition) => this switch
    {
        _ when caller.Role < Role.Analyst => new([], "Rows of the lake are for analysts."),
        _ when !allowsRows => new([], "The council does not allow rows of the lake to be read (Access:LakeRows)."),
        _ when definition is null => new([], "This publication was made before definitions were kept."),
        _ => new([.. definition.Reads.Select(dataset => $"trace/{id}/rows/{dataset}.csv?publication={file.Publication.Id}")], null),
    };

    private List<JsonObject> Ask(string set, string options)
    {
        var request = FeedRequest.Read(feed.Model, set, QueryOptions.Read(options));
        var query = FeedQuery.Translate(request, Relation.Of(request.Set, file, caller), file.Publication.AsOf);
        using var reading = new FeedReading(query, file, cancellationToken);
        using var reader = reading.All(null, request.Options.Rows("$top"));
        var rows = new List<JsonObject>();
        while (reader.Read())
            rows.Add(JsonDownload.Row(query.FileColumns, reader));
        return rows;
    }

    private static string GrainOf(FeedSet set, JsonObject figure) =>
        figure["grain"]?.GetValue<string>() ?? (set.Contract.Name.EndsWith("daily", StringComparison.Ordinal) ? "day" : set.Contract.Name.EndsWith("weekly", StringComparison.Ordinal) ? "week" : "month");

    private static string Text(JsonObject row, string name) => row[name]!.GetValue<string>();

    private static string Literal(string text) => Uri.EscapeDataString($"'{text.Replace("'", "''")}'");
}
