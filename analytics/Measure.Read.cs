using System.Text.RegularExpressions;

namespace Outcomes.Analytics;

public sealed partial record Measure
{
    private static readonly string[] Kinds = ["count", "ratio", "level"];
    private static readonly string[] LaterKinds = ["distinct", "percentile", "derived"];
    private static readonly string[] PublishedGrains = ["month", "week", "day"];
    private static readonly string[] Breakdowns = ["service", "area", "channel", "platform"];

    /// <summary>Reads a measure's file: front matter, one SELECT and its checks. Every fault is added; null where there is one.</summary>
    public static Measure? Read(SqlFile file, ICollection<Fault> faults)
    {
        var before = faults.Count;
        var front = file.FrontMatter;
        if (!front.IsReadable)
            return null;
        var kind = ReadKind(front);
        var sections = Sections(file, faults);
        var measure = new Measure
        {
            Id = file.Name,
            File = file.ShownPath,
            Title = front.Text("title"),
            Why = front.Text("why"),
            Stage = front.Choice("stage", ["input", "output", "out_take", "outcome", "impact"]),
            Kind = kind,
            Unit = front.Text("unit"),
            Better = front.Choice("better", ["lower", "higher", "neither"]),
            Numerator = front.Text("numerator"),
            Denominator = kind is "ratio" ? front.Text("denominator") : NoDenominator(front, kind),
            Disclosure = front.Choice("disclosure", ["person_count", "event_count", "none"]),
            Publish = ReadPublish(front),
            DateRole = front.Text("date_role"),
            LookbackDays = front.OptionalText("lookback") is "all" ? null : front.Days("lookback") ?? 0,
            Owner = front.Text("owner"),
            ReviewBy = front.Text("review_by").Length > 0 ? front.Date("review_by") ?? default : default,
            Replaces = front.OptionalText("replaces"),
            Sql = sections[0].Sql,
            SqlLine = file.SqlLine,
            Checks = [.. sections.Skip(1)],
        };
        front.Finish();
        measure.CheckSql(faults);
        return faults.Count > before ? null : measure;
    }

    private static string ReadKind(FrontMatter front)
    {
        var kind = front.OptionalText("kind");
        if (kind is null || !LaterKinds.Contains(kind))
            return front.Choice("kind", Kinds);
        front.Fault("kind", $"'kind' is '{kind}', which comes later; allowed now: {string.Join(", ", Kinds)}.");
        return kind;
    }

    private static string? NoDenominator(FrontMatter front, string kind)
    {
        if (front.OptionalText("denominator") is not null && kind is "count" or "level")
            front.Fault("denominator", $"'denominator' belongs to kind ratio, and 'kind' is '{kind}'; leave it out.");
        return null;
    }

    private static Dictionary<string, IReadOnlyList<IReadOnlyList<string>>> ReadPublish(FrontMatter front)
    {
        var publish = new Dictionary<string, IReadOnlyList<IReadOnlyList<string>>>(StringComparer.Ordinal);
        if (front.Map("publish") is not { } map)
        {
            if (!front.Has("publish"))
                front.Fault("publish", "'publish' is missing: the tables to publish, such as {month: [[service, area]], day: [[service]]}.");
            return publish;
        }
        foreach (var grain in PublishedGrains.Where(map.Has))
        {
            var tables = map.ListOfLists(grain);
            foreach (var wrong in tables.SelectMany(table => table.Where((name, at) => !Breakdowns.Contains(name) || table.Take(at).Contains(name))))
                map.Fault(grain, $"'publish.{grain}' names '{wrong}'; allowed in a table, once each: {string.Join(", ", Breakdowns)}.");
            if (tables.Count == 0)
                map.Fault(grain, $"'publish.{grain}' holds no table; allowed: a list of tables, such as [[service, area], [service]]; [[]] is the council as a whole.");
            publish[grain] = [.. tables.Select(table => (IReadOnlyList<string>)[.. Breakdowns.Where(table.Contains)])];
        }
        map.Finish();
        if (publish.Count == 0)
            front.Fault("publish", $"'publish' names no grain; allowed: {string.Join(", ", PublishedGrains)}.");
        return publish;
    }

    /// <summary>The SELECT (as a first, nameless section), then each check with the line its SQL starts at.</summary>
    private static List<Check> Sections(SqlFile file, ICollection<Fault> faults)
    {
        var sections = new List<Check> { new(true, "", "", file.SqlLine) };
        var lines = file.Sql.Split('\n');
        for (var at = 0; at < lines.Length; at++)
            if (!CheckLine().IsMatch(lines[at]))
                sections[^1] = sections[^1] with { Sql = $"{sections[^1].Sql}{lines[at]}\n" };
            else
            {
                var check = CheckHead().Match(lines[at]);
                if (!check.Success)
                    faults.Add(new(file.ShownPath, file.SqlLine + at, $"A check's first line is '{lines[at].Trim()}'; allowed: '-- check: fail - what holds' or '-- check: warn - what holds'."));
                sections.Add(new(check.Groups[1].Value is "fail", check.Groups[2].Value.Trim(), "", file.SqlLine + at + 1));
            }
        return sections;
    }

    private void CheckSql(ICollection<Fault> faults)
    {
        foreach (var check in Checks)
            SqlTree.Parse(check.Sql, File, check.Line, faults)?.AllowTables(["result"], faults);
        if (SqlTree.Parse(Sql, File, SqlLine, faults)?.Outputs is not { } outputs)
            return;
        var allowed = $"allowed: {string.Join(", ", ResultColumns)}; optional: {string.Join(", ", OptionalColumns)}.";
        foreach (var missing in ResultColumns.Where(name => outputs.All(output => output.Name != name)))
            faults.Add(new(File, SqlLine, $"The SELECT has no column '{missing}' (write 'null::varchar as …' where there is nothing to say); {allowed}"));
        foreach (var output in outputs.Where(output => !ResultColumns.Contains(output.Name) && !OptionalColumns.Contains(output.Name)))
            faults.Add(new(File, output.Line, $"The SELECT has a column '{output.Name}' that no measure has; {allowed}"));
    }

    [GeneratedRegex(@"^--\s*check\b", RegexOptions.IgnoreCase)]
    private static partial Regex CheckLine();

    [GeneratedRegex(@"^--\s*check:\s*(fail|warn)\s+-\s+(\S.*)$")]
    private static partial Regex CheckHead();
}
