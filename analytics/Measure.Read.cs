using System.Globalization;
using System.Text.RegularExpressions;

namespace Outcomes.Analytics;

public sealed partial record Measure
{
    private static readonly string[] Kinds = ["count", "ratio", "level", "distinct", "percentile", "derived"];
    private static readonly string[] PublishedGrains = ["month", "week", "day"];
    private static readonly string[] Breakdowns = ["service", "area", "channel", "platform"];

    /// <summary>Reads a measure's file: front matter, one SELECT and its checks. Every fault is added; null where there is one.</summary>
    public static Measure? Read(SqlFile file, ICollection<Fault> faults)
    {
        var before = faults.Count;
        var front = file.FrontMatter;
        if (!front.IsReadable)
            return null;
        var kind = front.Choice("kind", Kinds);
        var sections = Sections(file, faults);
        var measure = new Measure
        {
            Id = file.Name,
            File = file.ShownPath,
            Title = front.Text("title"),
            Why = front.Text("why"),
            Stage = front.Choice("stage", ["input", "output", "out_take", "outcome", "impact"]),
            Kind = kind,
            Percentile = ReadPercentile(front, kind),
            Expression = ReadExpression(front, kind),
            Unit = front.Text("unit"),
            Better = front.Choice("better", ["lower", "higher", "neither"]),
            Numerator = front.Text("numerator"),
            Denominator = kind is "ratio" ? front.Text("denominator") : NoDenominator(front, kind),
            Disclosure = front.Choice("disclosure", ["person_count", "event_count", "none"]),
            OneIs = ReadOneIs(front, kind),
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
        if (VersionedName().IsMatch(measure.Id) && measure.Replaces is null)
            front.Fault("replaces", $"'{measure.Id}' is a later version and does not say of what; write 'replaces: {measure.Id[..measure.Id.LastIndexOf("_v", StringComparison.Ordinal)]}' (or the version before this one).");
        if (kind is "distinct" or "percentile" && measure.Disclosure is not "none")
            front.Fault("disclosure", $"'disclosure' is '{measure.Disclosure}', and parts of a {kind} do not add up, so that they cannot be protected together; allowed: none, for what is not a count of people or of what they did.");
        if (kind is "derived" && measure.Publish.ContainsKey("day"))
            front.Fault("publish", "'publish' names day, and a derived measure is made from figures by week and month; allowed: week, month.");
        front.Finish();
        if (kind is not "derived")
            measure = measure with { HasContributors = measure.CheckSql(faults)?.Any(output => output.Name == "contributor") == true };
        else if (measure.Sql.Trim().Length > 0 || measure.Checks.Count > 0)
            faults.Add(new(file.ShownPath, file.SqlLine, "SQL follows the front matter of a derived measure; allowed: an 'expression' and nothing else."));
        return faults.Count > before ? null : measure;
    }

    private static int? ReadPercentile(FrontMatter front, string kind)
    {
        if (kind is "percentile" != front.Has("percentile"))
            front.Fault("percentile", kind is "percentile"
                ? "'percentile' is missing: which per cent of the observations it does not exceed, 1 to 99; 50 is the median."
                : $"'percentile' belongs to kind percentile, and 'kind' is '{kind}'; leave it out.");
        if (kind is not "percentile" || !front.Has("percentile"))
            return null;
        var share = front.Whole("percentile", 50);
        if (share is < 1 or > 99)
            front.Fault("percentile", $"'percentile' is '{share}'; allowed: 1 to 99.");
        return share;
    }

    /// <summary>Units whose parts are amounts, not whole counts of people or events.</summary>
    private static readonly string[] Amounts = ["pounds", "seconds", "minutes", "hours", "days", "score"];

    private static (long, long) ReadOneIs(FrontMatter front, string kind)
    {
        var aboutPeople = front.OptionalText("disclosure") is not "none";
        if (front.Map("one_is") is not { } map)
        {
            if (aboutPeople && kind is "ratio" && Amounts.Contains(front.OptionalText("unit")))
                front.Fault("unit", $"'unit' is '{front.OptionalText("unit")}', so that a part is an amount and no whole count of people or events, and 'one_is' is missing: about how much of it is one person's or event's, "
                    + "such as {numerator: 60} for calls of a minute; {numerator: none} where the part is nobody's, such as what a service cost.");
            return (1, 1);
        }
        long Read(string part)
        {
            if (map.OptionalText(part) is not { } text)
                return 1;
            if (text is "none")
                return 0;
            var units = map.Whole(part, 1);
            if (units is < 1 or > 1_000_000)
                map.Fault(part, $"'one_is.{part}' is '{text}'; allowed: 1 to 1000000, or none.");
            return Math.Clamp(units, 1, 1_000_000);
        }
        var (numerator, denominator) = (Read("numerator"), kind is "ratio" ? Read("denominator") : 1);
        map.Finish();
        if (!aboutPeople)
            front.Fault("one_is", "'one_is' tells how a measure about people is protected, and 'disclosure' is 'none'; leave it out.");
        if (numerator == 0 && (denominator == 0 || kind is not "ratio"))
            front.Fault("one_is", "'one_is' says of every part that it counts nobody; then 'disclosure' is none.");
        return (numerator, denominator);
    }

    private static Expression? ReadExpression(FrontMatter front, string kind)
    {
        if (kind is not "derived")
        {
            if (front.Has("expression"))
                front.Fault("expression", $"'expression' belongs to kind derived, and 'kind' is '{kind}'; leave it out.");
            return null;
        }
        var expression = Expression.Read(front.Text("expression"), out var fault);
        if (fault is not null)
            front.Fault("expression", $"'expression': {fault}");
        return expression;
    }

    private static string? NoDenominator(FrontMatter front, string kind)
    {
        if (front.OptionalText("denominator") is not null && kind is not "ratio")
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

    /// <summary>Adds what is wrong with its SQL; gives the SELECT's columns, or null where they cannot be told.</summary>
    private IReadOnlyList<OutputColumn>? CheckSql(ICollection<Fault> faults)
    {
        foreach (var check in Checks)
            if (string.IsNullOrWhiteSpace(check.Sql))
                faults.Add(new(File, check.Line, $"The check '{check.Title}' has no query; allowed: one SELECT over 'result', whose rows are the offenders."));
            else if (SqlTree.Parse(check.Sql, File, check.Line, faults) is { } query)
            {
                query.AllowTables(["result"], faults);
                query.RefuseStatusesAsText(faults);
            }
        var select = SqlTree.Parse(Sql, File, SqlLine, faults);
        select?.RefuseStatusesAsText(faults);
        if (select is not null)
            CheckLookback(faults);
        if (select?.Outputs is not { } outputs)
            return null;
        var allowed = $"allowed: {string.Join(", ", ResultColumns)}; optional: {string.Join(", ", OptionalColumns)}.";
        foreach (var missing in ResultColumns.Where(name => outputs.All(output => output.Name != name)))
            faults.Add(new(File, SqlLine, $"The SELECT has no column '{missing}' (write 'null::varchar as …' where there is nothing to say); {allowed}"));
        foreach (var output in outputs.Where(output => !ResultColumns.Contains(output.Name) && !OptionalColumns.Contains(output.Name)))
            faults.Add(new(File, output.Line, $"The SELECT has a column '{output.Name}' that no measure has; {allowed}"));
        if (outputs.FirstOrDefault(output => output.Name == "contributor") is { } contributor && WhyNoContributors() is { } why)
            faults.Add(new(File, contributor.Line, $"The SELECT has a column 'contributor', which tells whose part of an amount the numerator is, and {why}"));
        return outputs;
    }

    /// <summary>Why nobody's part of its numerator is to be told apart, or null.</summary>
    private string? WhyNoContributors() =>
        Kind is not ("count" or "ratio") ? $"'kind' is '{Kind}'; allowed: with count and ratio, whose amounts add up."
        : Disclosure is "none" ? "'disclosure' is 'none', so that it is shown as it is; leave it out, or say 'disclosure: person_count' or 'event_count'."
        : OneIs.Numerator == 0 ? "'one_is.numerator' is 'none', so that the numerator is nobody's; leave out one of them."
        : OneIs.Numerator == 1 && Amounts.Contains(Unit) ? $"'unit' is '{Unit}' and 'one_is' does not say about how much of it is one person's or event's, such as {{numerator: 1000}} for £10 in pence."
        : null;

    /// <summary>Faults windows whose frame or partition says that it reaches further back than 'lookback' does: months computed by themselves would come out differently.</summary>
    private void CheckLookback(ICollection<Fault> faults)
    {
        if (LookbackDays is not { } lookback)
            return;
        foreach (var reach in Reach().Matches(Sql).Where(reach => !InComment(reach.Index)))
        {
            int? days = reach.Groups["unit"].Success ? DaysIn(reach.Groups["unit"].Value) * (reach.Groups["count"].Success ? int.Parse(reach.Groups["count"].Value, CultureInfo.InvariantCulture) : 1) : null;
            if (days > lookback || days is null)
                faults.Add(new(File, SqlLine + Sql.AsSpan(0, reach.Index).Count('\n'),
                    $"'{string.Join(' ', reach.Value.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))}' reaches {(days is null ? "back without end" : $"up to {days} days back")}, and 'lookback' is '{lookback}d', so that a month computed by itself would be another; "
                    + $"allowed: 'lookback: {(days is null ? "all" : $"{days}d")}'{(days is null ? "" : " or more, or all")}."));
        }
    }

    private bool InComment(int place) => Sql.LastIndexOf('\n', place) is var line && Sql.AsSpan(line + 1, place - line - 1).Contains("--", StringComparison.Ordinal);

    private static int DaysIn(string unit) => unit.ToUpperInvariant() switch { "WEEK" => 7, "MONTH" => 31, "QUARTER" => 92, "YEAR" => 366, _ => 1 };

    /// <summary>How far a window reaches back, where it says so: its frame, or the span that it is partitioned by.</summary>
    [GeneratedRegex(@"interval\s+\(?\s*'?(?<count>\d{1,5})\s*'?\s*\)?\s*(?<unit>day|week|month|quarter|year)s?'?\s+preceding|unbounded\s+preceding|partition\s+by\s[^;()]*?date_trunc\(\s*'(?<unit>week|month|quarter|year)'", RegexOptions.IgnoreCase)]
    private static partial Regex Reach();

    [GeneratedRegex(@"_v[2-9]\d*$")]
    private static partial Regex VersionedName();

    [GeneratedRegex(@"^--\s*check\b", RegexOptions.IgnoreCase)]
    private static partial Regex CheckLine();

    [GeneratedRegex(@"^--\s*check:\s*(fail|warn)\s+-\s+(\S.*)$")]
    private static partial Regex CheckHead();
}
