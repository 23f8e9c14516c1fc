using System.Text.RegularExpressions;
using Cronos;
using Outcomes.Analytics;
using Outcomes.Functions.Sources.Http;

namespace Outcomes.Functions.Sources;

public sealed partial record Source
{
    /// <summary>Reads a source's file. Every fault of its front matter is added; null where there is one.</summary>
    /// <param name="file">The file.</param>
    /// <param name="datasets">The datasets a source may fill, by name.</param>
    /// <param name="faults">Collects the faults.</param>
    public static Source? Read(SqlFile file, IReadOnlyDictionary<string, Dataset> datasets, ICollection<Fault> faults)
    {
        var before = faults.Count;
        var front = file.FrontMatter;
        if (!front.IsReadable)
            return null;
        var dataset = ReadDataset(front, datasets);
        var format = Format.Read(front);
        var http = HttpSourceReading.Read(front, file.ShownPath, format, dataset);
        var source = new Source
        {
            Name = file.Name,
            File = file.ShownPath,
            Folder = file.Root,
            Title = front.Text("title"),
            Dataset = dataset!,
            Http = http,
            Files = ReadFiles(front),
            FilesAre = ReadFilesAre(front),
            AsAt = ReadAsAt(front),
            Format = http is null ? format : format with { Kind = format.Kind ?? "json", Records = http.Records?.Text ?? format.Records },
            Columns = TypedColumn.Read(front),
            Absent = ReadAbsent(front, dataset),
            Schedule = ReadSchedule(front),
            LookbackDays = front.Days("lookback"),
            Mode = front.Choice("mode", ["merge", "replace"]) is "merge" ? Mode.Merge : Mode.Replace,
            OnDuplicate = Enum.Parse<OnDuplicate>(front.Choice("on_duplicate", ["quarantine", "sum", "last"], "quarantine"), ignoreCase: true),
            DropIdenticalRows = front.Choice("identical_rows", ["keep", "drop"], "keep") is "drop",
            Breaks = ReadBreaks(front, dataset),
            Personal = front.List("personal"),
            DriftIgnore = ReadDrift(front),
            InsteadOf = ReadInsteadOf(front, file.Name),
            Owner = front.Text("owner"),
            Sql = file.Sql,
            SqlLine = file.SqlLine,
        };
        front.Finish();
        return faults.Count > before ? null : source;
    }

    /// <summary>A regular expression under a key, tried out so that a wrong one is told here and not in a run.</summary>
    internal static string? ReadPattern(FrontMatter front, string key)
    {
        var pattern = front.OptionalText(key);
        try
        {
            if (pattern is not null)
                _ = new Regex(pattern, RegexOptions.NonBacktracking);
        }
        catch (Exception wrong) when (wrong is ArgumentException or NotSupportedException)
        {
            front.Fault(key, $"'{key}' is '{pattern}', which is not a regular expression without look-around: {wrong.Message}");
        }
        return pattern;
    }

    private static string? ReadInsteadOf(FrontMatter front, string name)
    {
        var other = front.OptionalText("instead_of");
        if (other == name)
            front.Fault("instead_of", $"'instead_of' is '{other}', the source itself; allowed: the name of the source that it stands in for.");
        return other;
    }

    private static Dataset? ReadDataset(FrontMatter front, IReadOnlyDictionary<string, Dataset> datasets)
    {
        var name = front.Text("dataset");
        if (name.Length == 0 || datasets.TryGetValue(name, out var dataset))
            return datasets.GetValueOrDefault(name);
        front.Fault("dataset", $"'dataset' is '{name}'; allowed: {string.Join(", ", datasets.Keys.Order(StringComparer.Ordinal))}.");
        return dataset;
    }

    private static string ReadFiles(FrontMatter front)
    {
        if (front.Has("http"))
        {
            foreach (var key in (string[])["files", "files_are", "as_at"])
                if (front.Has(key))
                    front.Fault(key, $"'{key}' belongs to files and 'http' is there too; allowed: exactly one of files and http. (raw's _as_at is the day a reply came.)");
            return "";
        }
        if (!front.Has("files"))
            front.Fault("files", "'files' is missing; allowed: files (a path or glob) or http (requests), exactly one of the two.");
        var files = front.OptionalText("files") ?? "";
        if (front.Has("files") && string.IsNullOrWhiteSpace(files))
            front.Fault("files", "'files' is empty.");
        if (Path.IsPathRooted(files) || files.Contains('\\') || files.Contains(':') || files.Any(char.IsControl))
            front.Fault("files", $"'files' is '{files}'; allowed: a path or glob relative to the council folder, with '/' between folders, such as data/orders/*.csv.");
        else if (files.AsSpan().ContainsAny("[]{}"))
            front.Fault("files", $"'files' is '{files}'; allowed: * and ? within a name and ** for any number of folders. Brackets and braces mean nothing in a pattern.");
        return files;
    }

    private static FilesAre ReadFilesAre(FrontMatter front)
    {
        if (front.OptionalText("files") is { } files && files.AsSpan().ContainsAny('*', '?') && !front.Has("files_are"))
            front.Fault("files", "'files_are' is missing: 'files' is a glob; allowed: parts (together they are the data), "
                + "snapshots (in name order, each replaces every period it covers), changes (upserts in name order).");
        return Enum.Parse<FilesAre>(front.Choice("files_are", ["parts", "snapshots", "changes"], "parts"), ignoreCase: true);
    }

    private static AsAt? ReadAsAt(FrontMatter front)
    {
        if (!front.Has("as_at") || front.Has("http"))
            return null;
        if (!front.IsMap("as_at"))
            return front.Date("as_at") is { } day ? new(day, null) : null;
        var map = front.Map("as_at")!;
        _ = map.Text("from_name");
        var pattern = ReadPattern(map, "from_name");
        map.Finish();
        return new(null, pattern);
    }

    private static string ReadAbsent(FrontMatter front, Dataset? dataset)
    {
        if (dataset is null or { IsDated: true })
            return dataset is null && !front.Has("absent") ? "missing" : front.Choice("absent", ["zero", "missing"]);
        if (front.Has("absent"))
            front.Fault("absent", $"'absent' says what a silent day means, but dataset '{dataset.Name}' has no days; leave it out.");
        return "missing";
    }

    private static string? ReadSchedule(FrontMatter front)
    {
        var schedule = front.OptionalText("schedule");
        if (schedule is not null && !CronExpression.TryParse(schedule, CronFormat.IncludeSeconds, out _))
            front.Fault("schedule", $"'schedule' is '{schedule}'; allowed: six cron fields (second minute hour day month weekday), such as \"0 0 5 * * *\" for 05:00 in London.");
        return schedule;
    }

    private static IReadOnlyList<Break> ReadBreaks(FrontMatter front, Dataset? dataset)
    {
        var breaks = new List<Break>();
        foreach (var map in front.Maps("breaks"))
        {
            var (column, from, note) = (map.Text("column"), map.Text("from").Length > 0 ? map.Date("from") : null, map.Text("note"));
            if (dataset is not null && column.Length > 0 && dataset.Column(column) is null)
                map.Fault("column", $"'column' is '{column}', which dataset '{dataset.Name}' does not have; allowed: {string.Join(", ", dataset.Columns.Select(known => known.Name))}.");
            breaks.Add(new(column, from ?? default, note));
            map.Finish();
        }
        return breaks;
    }

    private static string? ReadDrift(FrontMatter front)
    {
        var drift = front.Map("drift");
        var ignore = drift is null ? null : ReadPattern(drift, "ignore");
        drift?.Finish();
        return ignore;
    }
}
