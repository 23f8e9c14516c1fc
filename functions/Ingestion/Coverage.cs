using System.Text.Json.Serialization;
using Cronos;
using Outcomes.Analytics;
using Outcomes.Functions.Sources;
using Outcomes.Functions.Storage;
using Parquet;
using Parquet.Serialization;
using Parquet.Serialization.Attributes;

namespace Outcomes.Functions.Ingestion;

/// <summary>A span of days that a source has delivered: one row of the dataset <c>coverage</c>, whose columns it has.</summary>
public sealed record CoveredSpan
{
    /// <summary>The source.</summary>
    [JsonPropertyName("source")]
    public string Source { get; set; } = "";

    /// <summary>The dataset it fills.</summary>
    [JsonPropertyName("dataset")]
    public string Dataset { get; set; } = "";

    /// <summary>First day.</summary>
    [JsonPropertyName("from_date")]
    public DateOnly From { get; set; }

    /// <summary>Last day.</summary>
    [JsonPropertyName("to_date")]
    public DateOnly To { get; set; }

    /// <summary>When its latest part was fetched (UTC).</summary>
    [JsonPropertyName("fetched_at")]
    [ParquetTimestamp(ParquetTimestampResolution.Microseconds, useLogicalTimestamp: true, isAdjustedToUTC: true)]
    public DateTime FetchedAt { get; set; }

    /// <summary>What a silent day in it means: zero or missing.</summary>
    [JsonPropertyName("absent")]
    public string Absent { get; set; } = "";

    /// <summary>Day until which the source may still restate it, or null.</summary>
    [JsonPropertyName("provisional_until")]
    public DateOnly? ProvisionalUntil { get; set; }

    /// <summary>Day by which the next delivery is due, or null where no schedule says.</summary>
    [JsonPropertyName("due_by")]
    public DateOnly? DueBy { get; set; }
}

/// <summary>What each source has delivered, kept in the lake as the dataset <c>coverage</c>: the difference between zero and missing.</summary>
public static class Coverage
{
    private const string Dataset = "coverage";

    /// <summary>The spans a source has delivered, in order; none before its first run.</summary>
    public static async Task<IReadOnlyList<CoveredSpan>> OfAsync(Source source, LakeSnapshot snapshot, CancellationToken cancellationToken)
    {
        if (File(source, snapshot) is not { } file)
            return [];
        await using var stream = System.IO.File.OpenRead(file.LocalPath);
        var spans = await ParquetSerializer.DeserializeAsync<CoveredSpan>(stream, cancellationToken: cancellationToken);
        return [.. spans.Data.Select(span => Span(source, span.From, span.To, span.FetchedAt)).OrderBy(span => span.From)];
    }

    /// <summary>Adds a span to those before it; what overlaps or touches becomes one, fetched when the later was.</summary>
    public static IReadOnlyList<CoveredSpan> Add(Source source, IReadOnlyList<CoveredSpan> before, (DateOnly First, DateOnly Last) days, DateTimeOffset fetched)
    {
        var added = Span(source, days.First, days.Last, fetched.UtcDateTime);
        var joined = before.Where(span => span.From <= added.To.AddDays(1) && span.To.AddDays(1) >= added.From).ToArray();
        var whole = joined.Append(added);
        return [.. before.Except(joined).Append(added with { From = whole.Min(span => span.From), To = whole.Max(span => span.To) }).OrderBy(span => span.From)];
    }

    /// <summary>Writes a source's spans, ready to be committed as its rows of <c>coverage</c>.</summary>
    public static async Task<StagedMonth> StageAsync(Source source, IReadOnlyList<CoveredSpan> spans, LakeSnapshot snapshot, string path, CancellationToken cancellationToken)
    {
        var file = File(source, snapshot);
        if (spans.Count == 0)
            return new("all", null, file?.Hash);
        await using var stream = System.IO.File.Create(path);
        await ParquetSerializer.SerializeAsync(spans, stream, new ParquetOptions { CompressionMethod = CompressionMethod.Zstd },
            new Dictionary<string, string> { ["dataset"] = Dataset, ["source"] = source.Name }, cancellationToken);
        return new("all", path, file?.Hash, spans.Count);
    }

    /// <summary>The day by which a source that was fetched then is due again, or null: it runs by hand only.</summary>
    internal static DateOnly? DueAfter(Source source, DateTimeOffset fetched)
    {
        var london = TimeZoneInfo.FindSystemTimeZoneById("Europe/London");
        return source.Schedule is { } schedule && CronExpression.Parse(schedule, CronFormat.IncludeSeconds).GetNextOccurrence(fetched, london) is { } next
            ? DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(next, london).DateTime)
            : null;
    }

    private static LakeFile? File(Source source, LakeSnapshot snapshot) =>
        snapshot.Files.FirstOrDefault(file => file.Dataset == Dataset && file.Source == source.Name);

    private static CoveredSpan Span(Source source, DateOnly from, DateOnly to, DateTime fetched) => new()
    {
        Source = source.Name,
        Dataset = source.Dataset.Name,
        From = from,
        To = to,
        Absent = source.Absent,
        FetchedAt = DateTime.SpecifyKind(fetched, DateTimeKind.Utc),
        DueBy = DueAfter(source, fetched),
    };
}
