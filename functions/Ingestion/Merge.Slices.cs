using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.ExceptionServices;
using Outcomes.Analytics;
using Outcomes.Functions.Sources;
using Outcomes.Functions.Storage;

namespace Outcomes.Functions.Ingestion;

internal sealed partial class Merge
{
    /// <summary>They share one limit of memory.</summary>
    private const int MostAtOnce = 4;

    private bool ByMonth => source.Dataset.Month is { } month && source.Dataset.Key.Contains(month);

    /// <summary>The months with good rows and their number, and those of the lake in which rows may vanish; one slice where a key may lie in any month.</summary>
    private SortedDictionary<string, long> Slices()
    {
        var slices = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var (month, rows) in duck.Rows("select strftime(month, '%Y-%m'), rows from months where _fate = 'good'", row => (Month: ByMonth ? row.GetString(0) : MergeSlice.Everything, row.GetInt64(1))))
            slices[month] = slices.GetValueOrDefault(month) + rows;
        var mayVanish = source.Mode is Mode.Replace ? files.Keys.Where(MayVanish) : Deletes ? files.Keys.Where(deletion!.MayLieIn) : [];
        foreach (var month in !ByMonth ? [MergeSlice.Everything] : mayVanish)
            slices.TryAdd(month, 0);
        return slices;
    }

    /// <summary>Whether silence means anything: a row that was set aside came, though it is not here.</summary>
    private bool Deletes => deletion is not null && counts.Quarantined == 0;

    private bool MayVanish(string month)
    {
        var first = DateOnly.ParseExact(month, "yyyy-MM", CultureInfo.InvariantCulture);
        return duck.One<bool>($"select {Replaced("d")} from (select unnest(generate_series({BatchSql.Date(first)}, last_day({BatchSql.Date(first)}), interval 1 day))::date as d) where {Replaced("d")} limit 1");
    }

    /// <summary>Whether the lake's rows of a day are replaced by what was delivered.</summary>
    private string Replaced(string day)
    {
        var ends = new[]
        {
            window.From is null ? null : $"{day} >= {BatchSql.Date(window.From.Value)}",
            window.To is null ? null : $"{day} < {BatchSql.Date(window.To.Value)}",
            source.FilesAre is FilesAre.Snapshots && source.Dataset.IsDated ? $"exists (from spans where {day} between first and last)" : null,
        };
        return source.Mode is Mode.Merge ? Deletes ? deletion!.IsGone(source.Dataset) : "false" : string.Join(" and ", ends.Where(end => end is not null).DefaultIfEmpty("true"));
    }

    /// <summary>Merges the slices, some at once and each in a thread of its own, and gives the months that differ from the lake's.</summary>
    private List<StagedMonth> MergeSlices(CancellationToken cancellationToken)
    {
        if (Deletes)
            duck.Run(deletion!.Came(source.Dataset));
        var slices = Slices();
        var merged = new ConcurrentDictionary<string, MergedSlice>(StringComparer.Ordinal);
        var atOnce = Math.Clamp(slices.Count, 1, Math.Min(Environment.ProcessorCount, MostAtOnce));
        sandbox.Share(atOnce);
        try
        {
            Parallel.ForEach(slices, new() { MaxDegreeOfParallelism = atOnce, CancellationToken = cancellationToken }, Slicer,
                (slice, _, slicer) =>
                {
                    merged[slice.Key] = slicer.Run(slice.Key, slice.Value);
                    return slicer;
                },
                slicer => slicer.Dispose());
        }
        catch (AggregateException failures)
        {
            ExceptionDispatchInfo.Throw(failures.InnerExceptions[0]);
        }
        foreach (var (month, hash) in slices.Keys.SelectMany(slice => merged[slice].Months))
            if (hash is null)
                files.Remove(month.Month);
            else
                files[month.Month] = new(source.Dataset.Name, source.Name, month.Month, month.LocalFile!, hash);
        counts = merged.Values.Aggregate(counts, (sum, slice) => sum + slice.Counts);
        return [.. slices.Keys.SelectMany(slice => merged[slice].Months, (_, staged) => staged.Month)];
    }

    private MergeSlice Slicer() => new(source, sql, Replaced, files, folder, sandbox.Duplicate());
}
