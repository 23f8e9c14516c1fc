using DuckDB.NET.Data;

namespace Outcomes.Analytics.Disclosure;

/// <summary>
/// Measures that read the same rows, and so may publish the same counts (contacts, and what the digital share is of): they are decided one after the other, each beside what those before it show.
/// </summary>
/// <remarks>Their worlds have one numbering, that of the publications before going on: what has one number in several measures holds in all of them together.</remarks>
internal sealed class SharedCounts
{
    private readonly string[] order;
    private readonly HashSet<string> over = new(StringComparer.Ordinal);
    private readonly List<Decided> decided = [];
    private readonly object turn = new();

    /// <param name="order">The measures, in the order in which they are decided.</param>
    /// <param name="worlds">Numbers of worlds that publications before took.</param>
    public SharedCounts(string[] order, int worlds) => (this.order, Worlds) = (order, worlds);

    /// <summary>Numbers of worlds that are taken.</summary>
    public int Worlds { get; private set; }

    /// <summary>The measures decided so far.</summary>
    public IReadOnlyList<Decided> Before => decided;

    /// <summary>Measures about people in the order in which they must be begun, each with those that it may share counts with.</summary>
    /// <param name="measures">Measures that count.</param>
    /// <param name="datasets">What they may read.</param>
    /// <param name="files">Hold what was remembered: what is new in a publication is decided after what was published before.</param>
    /// <param name="duck">Reads them.</param>
    public static IReadOnlyList<(Measure Measure, SharedCounts? Shared)> Order(IReadOnlyList<Measure> measures, IReadOnlyList<Dataset> datasets, PublishedFiles files, DuckDBConnection duck)
    {
        var dated = datasets.Where(dataset => dataset.IsDated).Select(dataset => dataset.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var ordered = measures.OrderBy(measure => measure.Disclosure == "none" ? 2 : files.RememberedBefore(MemoryFiles.Worlds, measure.Id) is null ? 1 : 0)
            .ThenBy(measure => measure.Kind == "count" ? 0 : DisclosureControl.MayBeShare(measure) ? 1 : 2).ThenBy(measure => measure.Id, StringComparer.Ordinal).ToArray();
        var groups = new List<(HashSet<string> Reads, List<Measure> Measures)>();
        foreach (var measure in ordered.Where(measure => measure.Disclosure != "none"))
        {
            var reads = (SqlTree.Parse(measure.Sql, measure.File, measure.SqlLine, [])?.Tables.Select(table => table.Name) ?? []).Where(dated.Contains).ToHashSet(StringComparer.OrdinalIgnoreCase);
            var met = groups.Where(group => group.Reads.Overlaps(reads)).ToArray();
            groups.RemoveAll(met.Contains);
            groups.Add(([.. met.SelectMany(group => group.Reads), .. reads], [.. met.SelectMany(group => group.Measures), measure]));
        }
        var sharing = new Dictionary<string, SharedCounts>(StringComparer.Ordinal);
        foreach (var group in groups.Where(group => group.Measures.Count > 1))
        {
            var known = group.Measures.Select(measure => files.RememberedBefore(MemoryFiles.Worlds, measure.Id)).OfType<string>().ToArray();
            var shared = new SharedCounts([.. ordered.Where(group.Measures.Contains).Select(measure => measure.Id)], known.Length == 0 ? 0 : MemoryFiles.CountWorlds(duck, known));
            foreach (var measure in group.Measures)
                sharing[measure.Id] = shared;
        }
        return [.. ordered.Select(measure => (measure, sharing.GetValueOrDefault(measure.Id)))];
    }

    /// <summary>Waits until every measure before one is over with.</summary>
    public void Await(string measure)
    {
        lock (turn)
            while (!order.TakeWhile(id => id != measure).All(over.Contains))
                Monitor.Wait(turn);
    }

    /// <summary>The first of some measures that has no new figures though its turn is over, or null.</summary>
    public string? Lacks(IReadOnlyList<string> measures)
    {
        lock (turn)
            return measures.FirstOrDefault(measure => over.Contains(measure) && decided.TrueForAll(one => one.Measure != measure));
    }

    /// <summary>Adds what was decided of the measure whose turn it is. Worlds in which those before it are as in another one are theirs too.</summary>
    public void Add(Decided one)
    {
        foreach (var before in decided)
            before.Repeat(one.System.Given);
        decided.Add(one);
        Worlds = Math.Max(Worlds, one.Worlds.Count);
    }

    /// <summary>A measure is over with: what was decided of it stands, or there are no new figures of it.</summary>
    /// <param name="measure">The measure.</param>
    /// <param name="isKept">Whether it has no new figures after all.</param>
    public void End(string measure, bool isKept)
    {
        lock (turn)
        {
            if (isKept)
                decided.RemoveAll(one => one.Measure == measure);
            over.Add(measure);
            Monitor.PulseAll(turn);
        }
    }
}

/// <summary>What was decided of a measure.</summary>
/// <param name="measure">The measure.</param>
/// <param name="system">Its tables, with what is shown of them.</param>
/// <param name="protection">The worlds that make it safe.</param>
/// <param name="memory">What was published of it before.</param>
internal sealed class Decided(string measure, TableSystem system, Protection protection, Memory memory)
{
    private readonly int written = protection.Worlds.Count;
    private readonly Lazy<WorldSums> sums = new(() => new(new(system)));
    private readonly Lazy<ulong[]> seen = new(() => new ulong[system.RowCount]);

    /// <summary>The measure.</summary>
    public string Measure => measure;

    /// <summary>Its tables, with what is shown of them.</summary>
    public TableSystem System => system;

    /// <summary>The worlds that make it safe.</summary>
    public Worlds Worlds => protection.Worlds;

    /// <summary>Whether worlds came to it after it was decided.</summary>
    public bool HasMore => Worlds.Count > written;

    /// <summary>What is to be remembered of it.</summary>
    public Memory After() => memory.After(system, protection.Leaf, Worlds);

    /// <summary>Another world in which it reads the same, beside what measures decided before it have there; null: none was found.</summary>
    /// <param name="given">By how much rows that they publish differ there.</param>
    /// <param name="wish">A row and by how much it must differ; null: it need only read the same.</param>
    /// <param name="seed">Equal seeds give equal worlds.</param>
    public IReadOnlyList<(int Row, short Offset)>? Look(IReadOnlyList<(int Row, short Offset)> given, (int Row, short Offset)? wish, ulong seed) =>
        protection.Look(given, wish, seed) is { } leaves && sums.Value.Try(leaves, given, protection.Rule, seen.Value, []) ? leaves : null;

    /// <summary>Takes its own part in worlds that a later measure found.</summary>
    public void Repeat(GivenCounts later)
    {
        for (var at = 0; at < later.Others.Count; at++)
            if (later.Others[at].Leaves.GetValueOrDefault(this) is { Count: > 0 } leaves)
            {
                while (Worlds.Count < later.Worlds + at)
                    Worlds.Add([]);
                Worlds.Add(leaves);
            }
    }
}
