using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using DuckDB.NET.Data;
using Outcomes.Analytics;
using Outcomes.Functions.Ingestion;
using Outcomes.Functions.Ingestion.Http;
using Outcomes.Functions.Sources;

namespace Outcomes.Functions;

/// <summary>
/// Everything that was found in a council folder and in the product beside it: sources, measures, datasets and small tables. Nothing is
/// registered; the council's file wins over a built-in one of the same name, and a note says so.
/// </summary>
/// <remarks>A file with a fault is left out and the rest goes on; <see cref="Faults"/> holds every fault of every file.</remarks>
public sealed partial class Council
{
    /// <summary>Far more than a file written by hand; a larger one is something else by mistake.</summary>
    private const int BytesMax = 1_000_000;

    /// <summary>For a measure over no rows: what takes longer will not end over a council's.</summary>
    private static readonly TimeSpan CheckLimit = TimeSpan.FromSeconds(20);

    /// <summary>What the product's own files say. They do not change while it runs, and a council is looked at anew at every turn.</summary>
    private static readonly ConcurrentDictionary<(Type, string), (object? Thing, IReadOnlyList<Fault> Faults)> BuiltIn = new();

    /// <summary>Of those, the measures that were found to fit the product's datasets.</summary>
    private static readonly ConditionalWeakTable<Measure, object> Fitting = [];

    private static readonly string[] Folders = ["sources", "measures", "datasets", "data", "checks"];

    private readonly List<Fault> faults = [];
    private readonly List<(string Word, int Number)> own = [];
    private readonly List<string> notes = [];
    private IReadOnlyDictionary<string, SourceSettings> settings = new Dictionary<string, SourceSettings>();

    private Council(string? folder) => Folder = folder;

    /// <summary>The council's folder, absolute, or null: the product alone.</summary>
    public string? Folder { get; }

    /// <summary>Contracts of rows, in order of name.</summary>
    public IReadOnlyList<Dataset> Datasets { get; private set; } = [];

    /// <summary>Contracts of the published sets, in order of name.</summary>
    public IReadOnlyList<Dataset> Sets { get; private set; } = [];

    /// <summary>Where data comes from, in order of name; a small table named like a dataset is the source <c>data_&lt;name&gt;</c>.</summary>
    public IReadOnlyList<Source> Sources { get; private set; } = [];

    /// <summary>Built-in sources that are not set up, with what they need.</summary>
    public IReadOnlyList<(Source Source, string Why)> Off { get; private set; } = [];

    /// <summary>What is counted, in order of name.</summary>
    public IReadOnlyList<Measure> Measures { get; private set; } = [];

    /// <summary>What the council checks of datasets, in order of name.</summary>
    public IReadOnlyList<DatasetCheck> Checks { get; private set; } = [];

    /// <summary>The small tables, which a mapping reads as <c>data.&lt;name&gt;</c>: name → CSV file.</summary>
    public IReadOnlyDictionary<string, string> Data { get; private set; } = new Dictionary<string, string>();

    /// <summary>How many files of each kind the council's folder has, in words.</summary>
    public string Owned => $"The council's own: {(own.Count == 0 ? "none" : string.Join(", ", own.Select(kind => $"{kind.Number} {(kind.Number == 1 ? kind.Word.TrimEnd('s') : kind.Word)}")))}.";

    /// <summary>Everything wrong with any file.</summary>
    public IReadOnlyList<Fault> Faults => faults;

    /// <summary>What is worth knowing and not wrong, such as a built-in file that the council's replaces.</summary>
    public IReadOnlyList<string> Notes => notes;

    /// <summary>Scans a council folder and the product.</summary>
    /// <param name="folder">The council's; null: the product alone.</param>
    /// <param name="settings">What sources of requests are told, by name; null: nothing.</param>
    public static Council Load(string? folder, IReadOnlyDictionary<string, SourceSettings>? settings = null)
    {
        var council = new Council(folder is null ? null : Path.GetFullPath(folder));
        council.settings = settings ?? council.settings;
        council.LookAround();
        council.Datasets = council.Read("datasets", "", Dataset.Read);
        council.Sets = council.Read("sets", "", Dataset.Read);
        var datasets = council.Datasets.ToDictionary(dataset => dataset.Name, StringComparer.Ordinal);
        var tables = council.Scan("data", "Sources", ".csv");
        council.Data = tables.ToDictionary(table => table.Name, table => table.Path, StringComparer.Ordinal);
        var sources = council.Read("sources", "Sources", (file, into) => Source.Read(file, datasets, into), datasets);
        council.Off = [.. sources.Where(council.IsBuiltIn).Select(source => (source, council.WhyOff(source))).Where(off => off.Item2 is not null)!];
        council.Off = [.. council.Off, .. council.StoodInFor(sources)];
        sources = [.. sources.Except(council.Off.Select(off => off.Source)).Select(source => council.IsBuiltIn(source) && source.Http is null ? source with { Folder = council.Folder! } : source)];
        council.Sources = [.. sources.Concat(council.ReadTables(tables, datasets, sources)).OrderBy(source => source.Name, StringComparer.Ordinal)];
        council.Measures = MeasureOrder.Of(council.Read("measures", "", Measure.Read), council.faults);
        council.Checks = council.Read("checks", "", (file, into) => DatasetCheck.Read(file, council.Datasets, into));
        return council;
    }

    /// <summary>Looks at all SQL again beside what it reads: tables, columns and types. The faults found are added; takes a second.</summary>
    public Council Check()
    {
        foreach (var source in Sources.Concat(Off.Select(off => off.Source)))
            source.Check(Datasets, Data, faults);
        using var warehouse = Warehouse.Open(new([]), Datasets);
        var areBuiltIn = Datasets.All(dataset => BuiltIn.Values.Any(known => ReferenceEquals(known.Thing, dataset)));
        foreach (var measure in Measures.Where(measure => measure.Expression is null && !(areBuiltIn && Fitting.TryGetValue(measure, out _))))
        {
            var before = faults.Count;
            Check(measure, warehouse);
            if (areBuiltIn && faults.Count == before)
                Fitting.AddOrUpdate(measure, measure);
        }
        foreach (var check in Checks)
            if (check.Problem(warehouse) is { } problem)
                faults.Add(problem);
        faults.AddRange(VanityGuard.Faults(Data, Measures));
        faults.AddRange(ControlTotals.Faults(Data, Datasets, Sources.Concat(Off.Select(off => off.Source)).ToLookup(source => source.Dataset.Name, source => source.Name, StringComparer.Ordinal)));
        return this;
    }

    /// <summary>Sources that are set up beside another that stands in for them: it alone runs, since two sources of one key would conflict.</summary>
    private List<(Source Source, string Why)> StoodInFor(List<Source> sources)
    {
        var off = new List<(Source, string)>();
        foreach (var chosen in sources.Where(source => source.InsteadOf is not null))
            if (sources.FirstOrDefault(source => source.Name == chosen.InsteadOf) is not { } other)
                faults.Add(new(chosen.File, 1, $"'instead_of' is '{chosen.InsteadOf}', and no source has that name; allowed: {string.Join(", ", sources.Where(source => source.Dataset == chosen.Dataset && source != chosen).Select(source => source.Name))}."));
            else if (WhyOff(chosen) is null && WhyOff(other) is null)
            {
                off.Add((other, $"{chosen.Name} is set up too, and stands in for it: it reads the same."));
                notes.Add($"{other.Name} is off: {chosen.Name} is set up too, and stands in for it.");
            }
        return off;
    }

    private bool IsBuiltIn(Source source) => source.Folder != Folder;

    /// <summary>What a source of requests is told from outside.</summary>
    public SourceSettings SettingsOf(string source) => settings.GetValueOrDefault(source, SourceSettings.None);

    /// <summary>The council's own sources of requests that are not set up, and what to set.</summary>
    public IEnumerable<(Source Source, string Why)> Waiting => Sources.Where(source => source.Http is not null).Select(source => (source, WhyOff(source)!)).Where(waiting => waiting.Item2 is not null);

    /// <summary>What a source needs before it runs; null: it is set up. Its files are looked for in the council's folder.</summary>
    private string? WhyOff(Source source) =>
        source.Http is not null
            ? SettingsOf(source.Name).Missing(source) is { Count: > 0 } missing ? $"set {string.Join(", ", missing)}." : null
            : Folder is null || !Glob.Match(Folder, source.Files).Any() ? $"put its files where they match {source.Files} in the council folder." : null;

    /// <summary>Runs a measure over no rows, and lets DuckDB bind its checks to the result: whether they hold is for the data to say.</summary>
    private void Check(Measure measure, Warehouse warehouse)
    {
        var before = faults.Count;
        SqlTree.Parse(measure.Sql, measure.File, measure.SqlLine, faults)?.AllowTables([.. Datasets.Select(dataset => dataset.Name)], faults);
        if (faults.Count > before)
            return;
        if (MeasureResult.Compute(warehouse, measure with { Checks = [] }, CheckLimit).Failure is { } failure)
            faults.Add(new(measure.File, measure.SqlLine, $"The SELECT cannot be used: {failure}"));
        else
            foreach (var check in measure.Checks)
                try
                {
                    warehouse.Connection.Run($"describe {check.Sql}");
                }
                catch (DuckDBException wrong)
                {
                    faults.Add(new(measure.File, check.Line, $"The check '{check.Title}' cannot be used: {wrong.Message.Split('\n')[0]}"));
                }
    }

    private void LookAround()
    {
        if (Folder is not null && !Folders.Any(name => Directory.Exists(Path.Combine(Folder, name))))
            faults.Add(new(Folder, 1, Directory.Exists(Folder)
                ? $"The council folder holds none of {string.Join(", ", Folders.Select(name => $"{name}/"))}; name another with --council."
                : "The council folder does not exist; make it, or name another with --council."));
    }

    /// <summary>The files of one kind, the council's before the product's, in order of name. A council's SQL may lie in folders of its kind's folder; data/ holds files of all sorts.</summary>
    /// <param name="kind">Folder of that name in a council folder.</param>
    /// <param name="home">The folder of the product's output that is laid out like a council folder for this kind; "" for the output itself.</param>
    /// <param name="extension">With the dot.</param>
    private List<FoundFile> Scan(string kind, string home, string extension)
    {
        var builtIn = Path.Combine(AppContext.BaseDirectory, home);
        var own = Folder is null || kind is "sets" ? [] : FilesIn(Folder, kind, extension is ".sql").ToArray();
        var found = new SortedDictionary<string, FoundFile>(StringComparer.Ordinal);
        foreach (var file in FilesIn(builtIn, kind is "sources" ? "" : kind, below: false).Where(file => file.Path.EndsWith(extension, StringComparison.Ordinal)))
            found[file.Name] = file;
        if (extension is ".sql")
            notes.AddRange(own.Where(file => Path.GetExtension(file.Path) is not (".sql" or ".md")).Select(file => $"{file.Shown} is not read: its name does not end in .sql."));
        foreach (var named in own.Where(file => file.Path.EndsWith(extension, StringComparison.Ordinal)).GroupBy(file => file.Name, StringComparer.Ordinal))
        {
            var file = named.First();
            if (!NameRule().IsMatch(file.Name))
                faults.Add(new(file.Shown, 1, $"The file's name is '{file.Name}{extension}'; allowed: lower-case letters, digits, _ and -, starting with a letter, such as ticket_orders{extension}."));
            else if (new FileInfo(file.Path).Length > BytesMax && extension is ".sql")
                faults.Add(new(file.Shown, 1, $"The file has more than {BytesMax} bytes; allowed: SQL written by hand."));
            else if (named.Count() > 1)
            {
                faults.AddRange(named.Skip(1).Select(same => new Fault(same.Shown, 1, $"'{file.Name}' is also the id of {file.Shown}, and neither is used; a file's name is its id, so give one of the two another name.")));
                found.Remove(file.Name);
            }
            else
            {
                if (found.ContainsKey(file.Name))
                    notes.Add($"{file.Shown} of the council folder replaces the built-in one.");
                found[file.Name] = file;
            }
        }
        if (found.Values.Count(file => file.Root == Folder) is > 0 and var number)
            this.own.Add((kind is "data" ? "tables" : kind, number));
        return [.. found.Values];
    }

    private static IEnumerable<FoundFile> FilesIn(string root, string kind, bool below) =>
        Directory.Exists(Path.Combine(root, kind))
            ? Directory.EnumerateFiles(Path.Combine(root, kind), "*", new EnumerationOptions { RecurseSubdirectories = below, MaxRecursionDepth = 8, IgnoreInaccessible = false })
                .Select(path => new FoundFile(Path.GetFileNameWithoutExtension(path), path, root))
                .OrderBy(file => file.Shown, StringComparer.Ordinal)
            : [];

    private List<T> Read<T>(string kind, string home, Func<SqlFile, ICollection<Fault>, T?> read, Dictionary<string, Dataset>? datasets = null)
        where T : class
    {
        var things = new List<T>();
        foreach (var found in Scan(kind, home, ".sql"))
            try
            {
                if (Once(found, into => read(SqlFile.Read(found.Path, found.Root, into), into), datasets) is { } thing)
                    things.Add(thing);
            }
            catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
            {
                faults.Add(new(found.Shown, 1, $"The file cannot be read: {unreadable.Message}"));
            }
        return things;
    }

    /// <summary>Reads a file; one of the product's once for all councils, unless it is a source of a dataset that a council has replaced.</summary>
    private T? Once<T>(FoundFile file, Func<ICollection<Fault>, T?> read, Dictionary<string, Dataset>? datasets = null)
        where T : class
    {
        if (file.Root == Folder)
            return read(faults);
        var known = BuiltIn.GetOrAdd((typeof(T), file.Path), _ => new List<Fault>() is var into ? (read(into), into) : default);
        if (known.Thing is Source source && !ReferenceEquals(datasets!.GetValueOrDefault(source.Dataset.Name), source.Dataset))
            return read(faults);
        faults.AddRange(known.Faults);
        return (T?)known.Thing;
    }

    /// <summary>Small tables named like a dataset, as sources. One of the product's gives way to a council's source of that dataset.</summary>
    private IEnumerable<Source> ReadTables(List<FoundFile> tables, Dictionary<string, Dataset> datasets, List<Source> sources)
    {
        foreach (var table in tables.Where(table => datasets.ContainsKey(table.Name)))
            if (table.Root != Folder && sources.FirstOrDefault(source => source.Dataset.Name == table.Name && source.Folder == Folder) is { } own)
                notes.Add($"{own.File} of the council folder replaces the built-in {table.Shown}.");
            else if (sources.FirstOrDefault(source => source.Name == $"data_{table.Name}") is { } same)
                faults.Add(new(same.File, 1, $"'{same.Name}' is the name of the source that {table.Shown} is; give one of the two another name."));
            else if (Once(table, into => DataFile.AsSource(table.Path, table.Root, datasets[table.Name], into), datasets) is { } source)
                yield return source;
    }

    [GeneratedRegex("^[a-z][a-z0-9_-]{0,99}$")]
    private static partial Regex NameRule();

    private sealed record FoundFile(string Name, string Path, string Root)
    {
        public string Shown => System.IO.Path.GetRelativePath(Root, Path).Replace('\\', '/');
    }
}
