using System.Globalization;
using Outcomes.Analytics;

namespace Outcomes.Benchmarks;

/// <summary>Contact rows as a council might export them: one row a day, service, ward, channel and reason, in order of day.</summary>
public static class ContactRows
{
    /// <summary>Writes <c>contacts.csv</c> of that many rows over 36 months into the folder, unless it is there, and gives its path.</summary>
    public static string Csv(string folder, long rows)
    {
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, $"contacts-{rows}.csv");
        if (File.Exists(path))
            return path;
        using var duck = Duck.Open(temporary: folder);
        duck.Run($"""
            copy (
                select date '2023-01-01' + (i * 1096 // {rows.ToString(CultureInfo.InvariantCulture)})::int as date, 'service-' || (i % 40) as service,
                    'E0500' || (1000 + i % 46) as area, ['phone', 'web', 'email', 'face_to_face', 'webchat'][1 + i % 5] as channel, 'reason-' || (i % 9200 * 7 + i // 9200 % 7) as reason,
                    i % 17 as contacts, i % 17 + i % 3 as offered, i % 17 as answered, i % 5 as assessed, i % 3 as avoidable
                from range({rows.ToString(CultureInfo.InvariantCulture)}) rows(i))
            to {Duck.Literal(path + ".part")} (format csv, header)
            """);
        File.Move(path + ".part", path);
        return path;
    }

    /// <summary>The source that maps it.</summary>
    public static string Source(string csv) => $"""
        -- title: Contacts, for measuring
        -- dataset: service_contacts
        -- files: {Path.GetFileName(csv)}
        -- format: {"{csv: {delimiter: \",\"}}"}
        -- columns: {"{date: date, contacts: integer, offered: integer, answered: integer, assessed: integer, avoidable: integer}"}
        -- absent: zero
        -- mode: replace
        -- owner: benchmarks@outcomes.example

        select date, service, area, channel, reason, contacts, offered, answered, assessed as assessed_contacts, avoidable as avoidable_contacts
        from raw
        """;
}
