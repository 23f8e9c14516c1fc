using System.Text.RegularExpressions;

namespace Outcomes.Functions;

/// <summary>Starts a measure or a source of a council's own: a file that runs as it stands, with what tests it beside it.</summary>
public static partial class Scaffold
{
    /// <summary>Writes <c>measures/NAME.sql</c> and <c>tests/measures/NAME.example/</c>.</summary>
    /// <returns>The files written, relative to the council folder.</returns>
    /// <exception cref="ArgumentException">The name is none, or a file is there already.</exception>
    public static IReadOnlyList<string> Measure(string council, string name, DateOnly today) => Write(council, name,
        ($"measures/{name}.sql", $"""
            -- title: {Title(name)}
            -- why: Say why this matters to a resident or the council.
            -- stage: outcome                # input | output | out_take | outcome | impact
            -- kind: count                   # count | ratio | level | distinct | percentile | derived
            -- unit: contacts
            -- better: neither               # lower | higher | neither
            -- numerator: Say what is counted
            -- disclosure: event_count       # person_count | event_count | none
            -- publish: {"{month: [[service]]}"}
            -- date_role: received           # which day 'date' is
            -- lookback: 0d                  # how far before a month its rows look
            -- owner: you@council.example
            -- review_by: {today.AddYears(1):yyyy-MM-dd}

            select
                date::date                  as date,
                grain::varchar              as grain,
                service::varchar            as service,
                area::varchar               as area,
                channel::varchar            as channel,
                null::varchar               as platform,
                sum(contacts)::bigint       as numerator,
                null::bigint                as denominator,
                contacts_status             as status        -- grouped by: what is known, missing and suppressed stay apart
            from service_contacts
            group by all;

            -- check: fail - nothing negative
            select * from result where numerator < 0;

            """),
        ($"tests/measures/{name}.example/given.service_contacts.csv", """
            service,area,channel,date,reason,contacts
            waste,E1,phone,2026-03-02,,3
            waste,E1,phone,2026-03-02,missed bin,4
            waste,E1,web,2026-03-03,,

            """),
        ($"tests/measures/{name}.example/expect.csv", """
            date,service,channel,status,numerator,because
            2026-03-02,waste,phone,ok,7,3 + 4
            2026-03-03,waste,web,missing,,no number was given: not 0

            """));

    /// <summary>Writes <c>sources/NAME.sql</c> and a file for it to read.</summary>
    /// <inheritdoc cref="Measure"/>
    public static IReadOnlyList<string> Source(string council, string name) => Write(council, name,
        ($"sources/{name}.sql", $"""
            -- title: {Title(name)}
            -- dataset: service_contacts
            -- files: files/{name}-*.csv
            -- files_are: parts                # parts | snapshots | changes
            -- columns: {"{received: date, contacts: integer}"}
            -- absent: zero                    # a day without a row had none; the other word is missing
            -- mode: replace
            -- owner: you@council.example

            select
                received                    as date,
                service                     as service,
                null                        as area,         -- this source does not break it down
                channel                     as channel,
                null                        as reason,
                contacts                    as contacts
            from raw

            """),
        ($"files/{name}-example.csv", """
            received,service,channel,contacts
            2026-03-01,waste,web,20
            2026-03-02,waste,phone,35
            2026-03-16,waste,web,25
            2026-03-31,waste,phone,30

            """));

    private static IReadOnlyList<string> Write(string council, string name, params (string Path, string Text)[] files)
    {
        if (!NameRule().IsMatch(name))
            throw new ArgumentException($"The name is '{name}'; allowed: lower-case letters, digits and _, starting with a letter, such as ticket_orders.");
        if (files.FirstOrDefault(file => File.Exists(Path.Combine(council, file.Path))) is { Path: { } there })
            throw new ArgumentException($"{there} is there already; choose another name, or edit it.");
        foreach (var (path, text) in files)
        {
            var full = Path.Combine(council, path);
            Directory.CreateDirectory(Path.GetDirectoryName(full)!);
            File.WriteAllText(full, text.ReplaceLineEndings("\n"));
        }
        return [.. files.Select(file => file.Path)];
    }

    private static string Title(string name) => name.Length == 0 ? "" : $"{char.ToUpperInvariant(name[0])}{name[1..].Replace('_', ' ')}";

    [GeneratedRegex("^[a-z][a-z0-9_]{0,99}$")]
    private static partial Regex NameRule();
}
