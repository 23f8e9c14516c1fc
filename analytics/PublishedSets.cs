using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using DuckDB.NET.Data;
using Outcomes.Analytics.Disclosure;

namespace Outcomes.Analytics;

/// <summary>Fills the published sets: figures measure by measure, then what describes them, then the manifest.</summary>
/// <remarks>Lanes may write side by side: what is gathered is put in order of measures at the end.</remarks>
internal sealed class PublishedSets(Warehouse warehouse, PublicationInputs inputs, PublishedFiles files, Figures figures, PublishedEffects effects, QualityChecks quality)
{
    private static readonly string[] OfFigures = ["outcomes", "outcomes_daily", "outcomes_weekly", "summaries"];

    private static readonly (string Name, string Type)[] Breaks = [("source", "VARCHAR"), ("dataset", "VARCHAR"), ("column", "VARCHAR"), ("from_date", "DATE"), ("note", "VARCHAR")];

    private static readonly (string Name, string Type)[] SignedOff =
    [
        ("sign_off", "VARCHAR"), ("figure", "VARCHAR"), ("measure", "VARCHAR"), ("grain", "VARCHAR"), ("level", "VARCHAR"), ("period", "DATE"), ("service", "VARCHAR"), ("area", "VARCHAR"),
        ("channel", "VARCHAR"), ("platform", "VARCHAR"), ("signed_by", "VARCHAR"), ("signed_at", "TIMESTAMPTZ"), ("value", "DOUBLE"), ("note", "VARCHAR"),
    ];

    private readonly Lock gathering = new();
    private readonly List<PublishedNote> notes = [];
    private readonly List<MeasureResult> written = [];
    private readonly List<object> measures = [];
    private readonly Dictionary<string, (DateOnly? CompleteTo, DefinitionBreak? Break)> described = new(StringComparer.Ordinal);
    private readonly List<PublishedMeasure> definitions = [];
    private readonly List<Protected> protections = [];

    /// <summary>Writes a measure's figures; one that nothing was delivered for has none, and no file.</summary>
    /// <param name="lane">Where they are.</param>
    /// <param name="result">The measure.</param>
    /// <param name="shown">How its figures are protected; null: there are none.</param>
    public void Write(Figures lane, MeasureResult result, Protected? shown)
    {
        var measure = result.Measure.Id;
        if (shown is { IsRemembered: true })
        {
            files.Remember(lane.Connection, MemoryFiles.Rows, measure);
            files.Remember(lane.Connection, MemoryFiles.Worlds, measure);
        }
        foreach (var set in inputs.Sets.Where(set => OfFigures.Contains(set.Name) && result.Rows > 0))
            files.Write(lane.Connection, set, measure, Figures.Sql($"sets/{set.Name}"));
        var completeTo = result.Rows == 0 ? null : result.Measure.Expression is { } made ? made.Operands.Min(operand => described.GetValueOrDefault(operand.Measure).CompleteTo) : lane.CompleteTo();
        var definition = PublishedMeasure.Of(result);
        lock (gathering)
        {
            if (shown is not null)
                protections.Add(shown);
            if (shown?.Note is { } note)
                notes.Add(new(measure, Stale: false, note));
            notes.AddRange(result.Warnings.Select(warning => new PublishedNote(measure, Stale: false, warning)));
            definitions.Add(definition);
            Describe(result, completeTo, staleSince: null);
            written.Add(result);
        }
    }

    /// <summary>Makes and writes the figures of a derived measure, from those just written.</summary>
    public void Derive(Measure measure)
    {
        var result = new MeasureResult(measure, null, [], [], 0);
        try
        {
            var duck = warehouse.Connection;
            var types = duck.Rows("select distinct type from ancestor order by type", row => row.GetString(0));
            var rows = new DerivedFigures(duck).Make(measure, Level.Of(measure, types), id =>
                (files.Now("summaries", id), described.GetValueOrDefault(id).CompleteTo, described.GetValueOrDefault(id).Break?.From));
            if (rows > 0)
                figures.Aim(measure);
            Write(figures, result with { Rows = rows }, shown: null);
        }
        catch (DuckDBException wrong) when (!FullDisk.Is(wrong) || FullDisk.IsOfSpilling(wrong))
        {
            KeepStale(figures, result, $"Its figures cannot be made: {wrong.Message.Split('\n')[0]}");
        }
    }

    /// <summary>Publishes the figures that stood before once more, as stale: there are no new ones to trust.</summary>
    /// <param name="lane">Where they may be read.</param>
    /// <param name="result">The measure.</param>
    /// <param name="why">What stood in the way.</param>
    public void KeepStale(Figures lane, MeasureResult result, string why)
    {
        var measure = result.Measure.Id;
        var duck = lane.Connection;
        files.Forget(measure);
        foreach (var set in inputs.Sets.Where(set => OfFigures.Contains(set.Name)))
            if (files.Before(set.Name, measure) is { } path)
            {
                duck.Run($"create or replace temp view kept as from read_parquet({Duck.Literal(path)})");
                files.Write(duck, set, measure, Figures.Sql("kept"));
                duck.Run(Figures.Sql("kept_used"));
            }
        var (completeTo, staleSince) = files.Before("measures", null) is { } known
            ? duck.Rows($"select complete_to, stale_since from read_parquet({Duck.Literal(known)}) where measure = $measure",
                row => (Day(row.GetValue(0)), Day(row.GetValue(1))), ("measure", measure)).SingleOrDefault()
            : default;
        lock (gathering)
        {
            notes.RemoveAll(note => note.Measure == measure);
            notes.Add(new(measure, Stale: true, why));
            definitions.RemoveAll(known => known.Id == measure);
            if (inputs.Kept is [.., var last] && last.Measures.FirstOrDefault(known => known.Id == measure) is { } before)
                definitions.Add(before with { FiguresOf = before.FiguresOf ?? last.Id });
            Describe(result, completeTo, staleSince ?? (inputs.Kept.Count > 0 ? LocalDay.Of(inputs.Kept[^1].AsOf) : null));
        }
    }

    /// <summary>Writes the sets around the figures, and gives the manifest.</summary>
    public Publication Finish()
    {
        var duck = warehouse.Connection;
        Facts.Load(duck, Set("measures"), measures);
        Facts.Load(duck, Set("runs"), inputs.Runs);
        Facts.Load(duck, "datasets", [("dataset", "VARCHAR"), ("about_people", "BOOLEAN")],
            inputs.Datasets.Select(dataset => new { Dataset = dataset.Name, AboutPeople = dataset.Disclosure != "none" }));
        Facts.Load(duck, "sources", [("source", "VARCHAR"), ("dataset", "VARCHAR"), ("title", "VARCHAR"), ("removed", "BOOLEAN"), ("rows", "BIGINT"), ("credential", "VARCHAR"), ("credential_ends", "DATE")],
            inputs.Sources.Concat(Removed()).Select(source => new { Source = source.Name, source.Dataset, source.Title, Removed = !inputs.Sources.Contains(source), Rows = RowsOf(source), Credential = source.Credential?.Setting, CredentialEnds = source.Credential?.Day }));
        effects.Load();
        Facts.Load(duck, "breaks", Breaks, inputs.Sources.SelectMany(source => source.Breaks.Select(known => new { Source = source.Name, source.Dataset, known.Column, FromDate = known.From, known.Note })));
        Facts.Load(duck, "sign_offs", SignedOff, inputs.SignOffs);
        figures.Register([.. inputs.Measures.Select(measure => files.Now("summaries", measure.Id)).OfType<string>()], [.. inputs.Measures.Select(measure => files.Now("outcomes_daily", measure.Id)).OfType<string>()]);
        foreach (var result in written.OrderBy(result => result.Measure.Id, StringComparer.Ordinal))
            quality.Add(result);
        foreach (var kept in notes.Where(note => note.Stale).OrderBy(note => note.Measure, StringComparer.Ordinal))
            quality.AddKept(kept.Measure);
        quality.Finish(Set("quality"), files.Before("quality", null));
        notes.AddRange(effects.Notes);
        foreach (var set in inputs.Sets.Where(set => !OfFigures.Contains(set.Name) && set.Name != "publications"))
            files.Write(duck, set, null, Figures.Sql($"sets/{set.Name}"));

        var publication = new Publication
        {
            Id = $"{inputs.AsOf.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture)}-{ContentHash()[..8]}",
            AsOf = inputs.AsOf,
            Created = inputs.Created,
            RestatedFrom = files.RestatedFrom,
            Files = [.. files.Files],
            From = [.. inputs.Lake.Files.Select(file => new PublishedFrom(file.Dataset, file.Source, file.Month, file.Hash))],
            Measures = [.. definitions.OrderBy(known => known.Id, StringComparer.Ordinal)],
            Sources = [.. inputs.Sources.Select(source => new PublishedOrigin(source.Name, source.Dataset, source.Title, [.. source.Files]))],
            Notes = [.. notes.OrderBy(note => note.Measure, StringComparer.Ordinal)],
            Protected = [.. protections.OrderBy(shown => shown.Measure, StringComparer.Ordinal)],
        };
        Facts.Load(duck, Set("publications"), inputs.Kept.Append(publication).Select(known => new
        {
            Publication = known.Id,
            known.AsOf,
            known.Created,
            known.RestatedFrom,
            Rows = known.Files.Where(file => OfFigures.Contains(file.Set)).Sum(file => file.Rows),
        }));
        files.Write(duck, Set("publications"), null, Figures.Sql("sets/publications"));
        return publication with { Files = [.. files.Files], Remembered = [.. files.Remembered], Readings = [.. files.Readings] };
    }

    private void Describe(MeasureResult result, DateOnly? completeTo, DateOnly? staleSince)
    {
        var measure = result.Measure;
        var broken = measure.Expression is { } expression
            ? expression.Operands.Select(operand => described.GetValueOrDefault(operand.Measure).Break).OfType<DefinitionBreak>().MaxBy(known => known.From)
            : figures.LatestBreak(result);
        described[measure.Id] = (completeTo, broken);
        measures.Add(new
        {
            Measure = measure.Id,
            measure.Title,
            measure.Why,
            measure.Stage,
            measure.Kind,
            measure.Unit,
            measure.Better,
            measure.Numerator,
            measure.Denominator,
            measure.Disclosure,
            DisclosureRule = measure.Disclosure == "none" ? "Not about people: shown as counted" : inputs.Rule.TextFor(measure),
            Additive = Units.Additive(measure),
            CompleteTo = completeTo,
            StaleSince = staleSince,
            BreakFrom = broken?.From,
            BreakNote = broken?.Note,
            IntervalMethod = Units.Interval(measure),
            Format = Units.Format(measure),
            measure.DateRole,
            Published = string.Join("; ", measure.Publish.Select(table => $"{table.Key}: {string.Join(", ", table.Value.Select(Named))}")),
            Headline = measure.IsHeadline,
            UseInstead = VanityGuard.Instead(measure, inputs.Measures),
            Reads = Lineage.Of(measure, inputs.Datasets),
            Expression = measure.Expression?.Text,
            measure.Replaces,
            measure.Owner,
            measure.ReviewBy,
        });
    }

    private static string Named(IReadOnlyList<string> table) => table.Count == 0 ? "council" : string.Join('_', table);

    private Dataset Set(string name) => inputs.Sets.Single(set => set.Name == name);

    /// <summary>Sources whose rows are in the lake and whose file is no longer in the council folder: what they delivered stays published.</summary>
    private IEnumerable<PublishedSource> Removed() =>
        warehouse.Files.Where(file => file.Dataset != "coverage" && inputs.Sources.All(source => source.Name != file.Source))
            .Select(file => new PublishedSource(file.Source, file.Dataset, file.Source, [])).DistinctBy(source => (source.Name, source.Dataset));

    private long RowsOf(PublishedSource source)
    {
        var paths = warehouse.Files.Where(file => file.Dataset == source.Dataset && file.Source == source.Name).Select(file => Duck.Literal(file.LocalPath)).ToArray();
        return paths.Length == 0 ? 0 : warehouse.Connection.One<long>($"select sum(num_rows)::bigint from parquet_file_metadata([{string.Join(", ", paths)}])");
    }

    private string ContentHash() => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
        string.Join('\n', files.Files.Select(file => $"{file.Set} {file.Measure} {file.Hash}")))));

    private static DateOnly? Day(object value) => value switch
    {
        DateOnly day => day,
        DateTime time => DateOnly.FromDateTime(time),
        _ => null,
    };
}
