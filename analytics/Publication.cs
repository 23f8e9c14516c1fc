using System.Text.Json;
using System.Text.Json.Serialization;
using DuckDB.NET.Data;
using Outcomes.Analytics.Disclosure;

namespace Outcomes.Analytics;

/// <summary>One immutable set of figures and their dimensions: this is its manifest, over files named by their content.</summary>
public sealed record Publication
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>Sorts by <see cref="AsOf"/>: <c>20261122T060000Z-</c> and 8 hex digits of the content.</summary>
    public required string Id { get; init; }

    /// <summary>The time its figures are made for.</summary>
    public required DateTimeOffset AsOf { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>First period with a figure that the publication before gave differently, or null.</summary>
    public DateOnly? RestatedFrom { get; init; }

    /// <summary>Every file, by set and measure: a set's rows are its files' rows, one after the other.</summary>
    public required IReadOnlyList<PublishedFile> Files { get; init; }

    /// <summary>What disclosure control remembers of all publications: as confidential as the lake, never served.</summary>
    public IReadOnlyList<PublishedFile> Remembered { get; init; } = [];

    /// <summary>What measures' rows say, by month and what it was made from, so that the next publication need not read again what did not change: unprotected, as confidential as the lake, never served.</summary>
    public IReadOnlyList<PublishedFile> Readings { get; init; } = [];

    /// <summary>The lake files it was made from.</summary>
    public required IReadOnlyList<PublishedFrom> From { get; init; }

    /// <summary>How each measure was defined when its figures were made, so that a figure can be traced for as long as it is kept. Empty: made before this was kept.</summary>
    public IReadOnlyList<PublishedMeasure> Measures { get; init; } = [];

    /// <summary>The sources of the council as they stood.</summary>
    public IReadOnlyList<PublishedOrigin> Sources { get; init; } = [];

    /// <summary>What readers should know about a measure: a check that failed or warned, a SELECT that did not run.</summary>
    public required IReadOnlyList<PublishedNote> Notes { get; init; }

    /// <summary>How each measure's figures are protected: the audit, which is never served.</summary>
    public IReadOnlyList<Protected> Protected { get; init; } = [];

    /// <summary>Makes a publication: figures of every measure, and the sets around them.</summary>
    /// <param name="inputs">What it is made from.</param>
    /// <param name="folder">Where its files are written, each named by its content; holds the files of the publication before.</param>
    /// <param name="progress">Told each measure's id as its work begins.</param>
    /// <param name="cancellationToken">Stops in a measure's SELECT or between steps; what is written stays, unnamed by any manifest.</param>
    public static Publication Publish(PublicationInputs inputs, string folder, Action<string>? progress = null, CancellationToken cancellationToken = default)
    {
        folder = Directory.CreateDirectory(folder).FullName;
        using var warehouse = Warehouse.Open(inputs.Lake, inputs.Datasets, output: folder, temporary: Path.Combine(folder, "temporary"));
        warehouse.Cut = inputs.Cut ?? warehouse.Cut;
        var before = inputs.Kept.Count > 0 ? inputs.Kept[^1] : null;
        var figures = new Figures(warehouse, inputs);
        var files = new PublishedFiles(folder, inputs.AsOf, before);
        var effects = new PublishedEffects(warehouse, inputs, files);
        var quality = QualityChecks.Of(warehouse, inputs);
        var around = new PublishedSets(warehouse, inputs, files, figures, effects, quality);
        var refusals = new List<Fault>();
        var ordered = MeasureOrder.Of(inputs.Measures, refusals);
        foreach (var refused in inputs.Measures.Except(ordered))
            around.KeepStale(figures, new(refused, null, [], [], 0), refusals.First(fault => fault.File == refused.File).Message);
        string? WhyStale(Figures lane, MeasureResult result, SharedCounts? shared)
        {
            try
            {
                files.KeepReadings(lane.Connection, result);
                if ((result.Failure ?? quality.Refusal(result.Reads)) is { } failure)
                    return failure;
                Protected? shown = null;
                if (result.Rows > 0)
                {
                    lane.RollUp(result);
                    effects.Observe(lane.Connection, result, lane.Breaks(result));
                    shared?.Await(result.Measure.Id);
                    if (shared?.Lacks(inputs.Kept.Reverse().SelectMany(kept => kept.Protected).FirstOrDefault(known => known.Measure == result.Measure.Id)?.Shares.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? []) is { } lacks)
                        return $"It publishes counts that '{lacks}' publishes too, of which there are no new figures; both are as they were.";
                    shown = lane.Protect(result.Measure, files, shared);
                    if (shown.Refusal is { } refusal)
                        return refusal;
                    lane.Compare(result.Measure);
                }
                around.Write(lane, result, shown);
                return null;
            }
            catch (DuckDBException wrong) when (!FullDisk.Is(wrong) || FullDisk.IsOfSpilling(wrong))
            {
                return $"The figures cannot be rolled up: {wrong.Message.Split('\n')[0]}";
            }
        }
        var telling = new Lock();
        var next = SharedCounts.Order([.. ordered.Where(measure => measure.Expression is null)], inputs.Datasets, files, warehouse.Connection);
        warehouse.SideBySide(next, duck => duck == warehouse.Connection ? figures : new Figures(warehouse, inputs, duck), (lane, begun) =>
        {
            var (measure, shared) = begun;
            cancellationToken.ThrowIfCancellationRequested();
            lock (telling)
                progress?.Invoke(measure.Id);
            var isKept = true;
            try
            {
                var result = MeasureResult.Read(warehouse, measure, effects.LooksAt(measure), files.ReadingsBefore(measure.Id), lane.Connection, cancellationToken);
                if (WhyStale(lane, result, shared) is { } why)
                    around.KeepStale(lane, result, why);
                else
                    isKept = false;
            }
            finally
            {
                shared?.End(measure.Id, isKept);
            }
        });
        foreach (var more in next.Select(measure => measure.Shared).OfType<SharedCounts>().Distinct().SelectMany(shared => shared.Before).Where(decided => decided.HasMore))
        {
            MemoryFiles.Load(warehouse.Connection, more.After());
            files.Remember(warehouse.Connection, MemoryFiles.Worlds, more.Measure);
        }
        foreach (var measure in ordered.Where(measure => measure.Expression is not null))
        {
            cancellationToken.ThrowIfCancellationRequested();
            progress?.Invoke(measure.Id);
            around.Derive(measure);
        }
        return around.Finish();
    }

    /// <summary>The same manifest, in which what another says too is that one's object: who serves holds hundreds of manifests, and one says little that the one before it did not.</summary>
    public Publication Beside(Publication other)
    {
        static List<T> Same<T>(IReadOnlyList<T> mine, IEnumerable<T> others) where T : notnull
        {
            var known = others.ToHashSet();
            return [.. mine.Select(one => known.TryGetValue(one, out var same) ? same : one)];
        }
        return this with
        {
            Files = Same(Files, other.Files),
            Remembered = Same(Remembered, other.Remembered),
            Readings = Same(Readings, other.Readings),
            From = Same(From, other.From),
            Measures = [.. Measures.Select(measure => other.Measures.FirstOrDefault(measure.Says) ?? measure)],
            Protected = Same(Protected, other.Protected),
        };
    }

    /// <summary>The manifest as it is stored in <c>publications/&lt;id&gt;.json</c>.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Json);

    /// <summary>Reads a stored manifest.</summary>
    /// <exception cref="JsonException">The text is not one.</exception>
    public static Publication FromJson(string json) => JsonSerializer.Deserialize<Publication>(json, Json) ?? throw new JsonException("The manifest is empty.");
}

/// <summary>A Parquet file of a publication.</summary>
/// <param name="Set">The set whose rows it holds: a file of analytics/sets.</param>
/// <param name="Measure">The measure whose rows it holds, or null: the whole set.</param>
/// <param name="Hash">SHA-256 of its bytes, in hex: it is stored as <c>publications/files/&lt;hash&gt;.parquet</c>.</param>
/// <param name="Rows">How many rows it holds.</param>
public sealed record PublishedFile(string Set, string? Measure, string Hash, long Rows)
{
    /// <summary>Name of the file in a folder of published files.</summary>
    [JsonIgnore]
    public string FileName => $"{Hash}.parquet";
}

/// <summary>A lake file that a publication was made from.</summary>
public sealed record PublishedFrom(string Dataset, string Source, string Month, string Hash);

/// <summary>Something to know about a measure's figures.</summary>
/// <param name="Measure">The measure.</param>
/// <param name="Stale">Whether its figures are those last published, because new ones could not be made or failed a check.</param>
/// <param name="Text">What was found.</param>
public sealed record PublishedNote(string Measure, bool Stale, string Text);
