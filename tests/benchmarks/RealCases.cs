using System.Globalization;
using System.Text;
using Microsoft.Extensions.Configuration;
using Outcomes.Analytics;
using Outcomes.Analytics.Effects;
using Outcomes.Functions;
using Outcomes.Functions.Storage;

namespace Outcomes.Benchmarks;

/// <summary>Verdicts on real data, taken the whole way from files to the published set, with what a careful reader says of each.</summary>
/// <remarks>The data lie beside the project and are never copied into it; where they are absent nothing is written.</remarks>
public static class RealCases
{
    private static readonly TimeProvider Clock = new FixedTime(new(2025, 1, 6, 6, 0, 0, TimeSpan.Zero));

    private static string Shared => Path.GetFullPath(Path.Combine(Report.Root ?? ".", "..", "shared"));

    /// <summary>Judges every case and writes tests/benchmarks/results/real-cases.md.</summary>
    public static async Task RunAsync()
    {
        if (!Directory.Exists(Path.Combine(Shared, "stats")))
        {
            Console.Error.WriteLine($"The real data are not at {Shared}: nothing is judged.");
            return;
        }
        var text = new StringBuilder("""
            # Verdicts on real data

            `dotnet run -c Release --project tests/benchmarks -- real`: each case goes from its files through ingestion, measures and publication to the set Effects. What stands under
            "read" was written by hand after reading the verdict as a careful statistician would; it is not worked out.

            | case | aim | verdict | change (95 %) | adjusted p | placebo p (windows) | evidence | read |
            |---|---|---|---|---|---|---|---|

            """.ReplaceLineEndings("\n"));
        foreach (var (name, council) in new (string, Action<string>)[] { ("Seatbelts", Seatbelts), ("Seatbelts, alone", SeatbeltsAlone), ("Sicily", Sicily), ("FixMyStreet", FixMyStreet), ("LEEDS 2023", Leeds) })
            foreach (var row in await JudgeAsync(council))
                text.Append(CultureInfo.InvariantCulture, $"| {name} | {row.Aim} | {row.Verdict} | {row.Change} | {row.P} | {row.Placebo} | {row.Evidence} | {Readings.GetValueOrDefault($"{name}/{row.Key}", "")} |\n");
        text.Append(Proposition99());
        text.Append("\n## The sentences\n\n").Append(string.Join("\n", Sentences)).Append('\n');
        File.WriteAllText(Path.Combine(Report.Root!, "tests/benchmarks/results/real-cases.md"), text.ToString());
        Console.WriteLine(text);
    }

    private static readonly List<string> Sentences = [];

    /// <summary>What a careful reader says of each verdict, by case and campaign/measure/slice.</summary>
    private static readonly Dictionary<string, string> Readings = new()
    {
        ["Seatbelts/belts/counts/drivers"] = "Signed. Against rear seats, which the law did not touch. The structural models of the literature find -18 to -23 % (Harvey and Durbin, 1986), which the range holds; the point lies lower because the claim is of the distance from rear seats, and those rose a little.",
        ["Seatbelts/belts/counts/van drivers (killed)"] = "Signed with its wide range: nine deaths a month. Durbin and Koopman (2000) find -24 % for the same figures. The law held for vans too: they are a second trial of it, and could not have been the comparison for cars.",
        ["Seatbelts, alone/belts/counts/drivers"] = "Conservative, and right: without a comparison these figures wander so that a step cannot be told from drift. Harvey and Durbin claim by what they know of the model and of petrol and traffic, which we do not have. A declared comparison is what to ask for, and with it (above) we claim.",
        ["Seatbelts/belts/counts/front seats"] = "Signed. Rear seats, which the law did not touch, are the comparison of the literature, which finds a large fall for front seats and none for rear. The claim is of the difference from rear seats; any move of people from front to rear would be in it.",
        ["Sicily/ban/rates/Sicily"] = "Conservative. The published segmented Poisson regression finds -11 % (-14 to -7), also of the standardised population, and allows for no memory. 36 months before and 24 after cannot speak against drift, and there is no place to compare with: we would not sign that claim, nor its denial.",
        ["FixMyStreet/bexley/street_reports/street-reports, E09000004"] = "Signed as worded, and easily misread: what rose is what is counted here. Faults that were reported by telephone before are now in these figures; nothing says that more were reported to the council.",
        ["FixMyStreet/cheshire-east/street_reports/street-reports, E06000049"] = "As Bexley. From 18 a month to 1,400: a change of what is counted, in the first month of the pandemic, which the comparisons share. The range of the extra reports is narrow only because nearly all of them are extra.",
        ["FixMyStreet/hackney/street_reports/street-reports, E09000012"] = "As Bexley; signed with its wide range. 30 reports a month before, so a fourfold rise is a few hundred reports.",
        ["FixMyStreet/hounslow/street_reports/street-reports, E09000018"] = "As Bexley. Twenty placebo windows is the least that can be had: p cannot be below .048, and is not.",
        ["FixMyStreet/isle-of-wight/street_reports/street-reports, E06000046"] = "As Bexley.",
        ["FixMyStreet/northampton/street_reports/street-reports, E07000154"] = "Signed: two months short of what a step by month needs, and refused, however plain the rise is to the eye.",
        ["FixMyStreet/peterborough/street_reports/street-reports, E06000031"] = "As Bexley; the smallest rise, since many reports came this way before.",
        ["FixMyStreet/westminster/street_reports/street-reports, E09000033"] = "As Bexley.",
        ["LEEDS 2023/dreaming/bookings/events"] = "Signed: two seasons and a half-term share the measure; no figures could part them.",
        ["LEEDS 2023/dreaming/page_views/web"] = "Signed, as for bookings.",
        ["LEEDS 2023/half-term/activity/facebook"] = "Signed: engagements swing by a factor of ten from week to week; a fortnight says nothing.",
        ["LEEDS 2023/half-term/activity/instagram"] = "Signed: eight weeks of nothing are a profile that was not connected or not used, and a log model would be led by them.",
        ["LEEDS 2023/half-term/activity/linkedin"] = "Signed: nothing can be told.",
        ["LEEDS 2023/half-term/activity/x"] = "Signed: nothing can be told.",
        ["LEEDS 2023/half-term/bookings/events"] = "Signed: it lies within the season Dreaming.",
        ["LEEDS 2023/half-term/page_views/web"] = "Signed: it lies within the season Dreaming.",
        ["LEEDS 2023/opening/activity/facebook"] = "Signed: the point doubles and the range says it could as well have fallen by four fifths.",
        ["LEEDS 2023/opening/activity/instagram"] = "Signed: too many empty weeks.",
        ["LEEDS 2023/opening/activity/linkedin"] = "Signed: three times as much, or a third less.",
        ["LEEDS 2023/opening/activity/x"] = "Signed. By itself its interval leaves out zero (25 to 2,960 %); among nine aims and against 103 placebo windows it is not a claim. This is what the family is for.",
        ["LEEDS 2023/opening/page_views/web"] = "Signed: page views were collected for nine weeks before.",
        ["LEEDS 2023/playing/bookings/events"] = "Signed: orders begin nine weeks before, and Dreaming follows on at once.",
        ["LEEDS 2023/playing/page_views/web"] = "Signed: another season follows on at once.",
        ["Proposition 99"] = "Three states changed more without a tax: a plain difference in differences cannot tell (4 of 39). The synthetic control of Abadie and others (2010), which chooses states that went like California before, ranks it first (1 of 39). We do not claim.",
    };

    private static async Task<IReadOnlyList<(string Key, string Aim, string Verdict, string Change, string P, string Placebo, string Evidence)>> JudgeAsync(Action<string> write)
    {
        var folder = Directory.CreateTempSubdirectory("outcomes-real-").FullName;
        try
        {
            var (council, data) = (Path.Combine(folder, "council"), Path.Combine(folder, "data"));
            write(council);
            foreach (var verb in (string[])["ingest", "publish"])
            {
                using var error = new StringWriter();
                if (await Commands.RunAsync([verb, "--council", council, "--data", data], new ConfigurationBuilder().Build(), Clock, new Terminal(TextWriter.Null, error)) != 0)
                    Console.Error.WriteLine(error);
            }
            var storage = new DirectoryStorage(data);
            var publications = new Publications(storage, Path.Combine(folder, "published"));
            var publication = await publications.CurrentAsync(default) ?? throw new InvalidOperationException("Nothing was published.");
            await publications.FetchAsync(publication, default);
            using var duck = Duck.Open();
            var files = publication.Files.Where(file => file.Set == "effects").Select(file => Duck.Literal(Path.Combine(publications.Folder, file.FileName)));
            return duck.Rows($"select * from read_parquet([{string.Join(", ", files)}]) order by campaign, measure, service, area", row =>
            {
                string Of(string column, string format = "0.0") => row[column] is DBNull ? "–" : row[column] is double number ? number.ToString(format, CultureInfo.InvariantCulture) : $"{row[column]}";
                var where = string.Join(", ", new[] { Of("service"), Of("area") }.Where(one => one != "all"));
                Sentences.Add($"- **{Of("campaign")}**, {Of("measure")} of {where}: {Of("sentence")}{(Of("compared_with") is var with && with != "–" ? $" ({Of("comparison")})" : "")}");
                return ($"{Of("campaign")}/{Of("measure")}/{where}", $"{Of("title")}: {Of("measure")} of {where}", Of("verdict") + (Of("reason") == "–" ? "" : $": {Of("reason")}"),
                    Of("percent") == "–" ? "–" : $"{Of("percent")} % ({Of("percent_low")} to {Of("percent_high")})", Of("adjusted_p", "0.0000"),
                    Of("placebo_p") == "–" ? "–" : $"{Of("placebo_p", "0.000")} ({Of("placebo_windows")})", Of("evidence"));
            });
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    // People killed or seriously injured on the roads of Great Britain by month, 1969–1984; the seat-belt law came in on 31 January 1983 for all in front, and did not touch rear seats.
    private static void Seatbelts(string council) =>
        Seatbelts(council, "belts,counts,drivers,,decrease,1985-01-01,rear seats,", "belts,counts,front seats,,decrease,1985-01-01,rear seats,", "belts,counts,van drivers (killed),,decrease,1985-01-01,rear seats,");

    private static void SeatbeltsAlone(string council) => Seatbelts(council, "belts,counts,drivers,,decrease,1985-01-01,,");

    private static void Seatbelts(string council, params string[] aims)
    {
        var rows = File.ReadLines(Path.Combine(Shared, "stats/data/Seatbelts.csv")).Skip(1).Select(line => line.Split(',')).ToArray();
        Monthly(council, "Killed or seriously injured", "people", new(1969, 1, 1), [.. new[] { ("drivers", 2), ("front seats", 3), ("rear seats", 4), ("van drivers (killed)", 7) }.Select(one => (one.Item1, rows.Select(row => row[one.Item2]).ToArray(), (string[]?)null))]);
        Campaigns(council, "belts,the seat-belt law,service_change,1983-02-01,1983-02-01", aims);
    }

    // Acute coronary events in Sicily by month, 2002–2006, and of the standardised population; smoking was banned in public places in January 2005.
    private static void Sicily(string council)
    {
        var rows = File.ReadLines(Path.Combine(Shared, "stats/data/sicily.csv")).Skip(1).Select(line => line.Split(',')).ToArray();
        Monthly(council, "Acute coronary events", "events", new(2002, 1, 1), [("Sicily", [.. rows.Select(row => row[2])], [.. rows.Select(row => row[6])])]);
        Campaigns(council, "ban,the smoking ban,service_change,2005-01-01,2005-01-01", "ban,rates,Sicily,,decrease,2007-01-01,,");
    }

    // Councils that opened a front end of their own, against councils that did not.
    private static void FixMyStreet(string council)
    {
        var source = File.ReadAllText(Path.Combine(Report.Root!, "tests/councils/fixmystreet/sources/reports.sql"));
        Write(council, "sources/reports.sql", source.Replace("../../../../shared", Path.GetRelativePath(council, Shared).Replace('\\', '/'), StringComparison.Ordinal));
        Write(council, "measures/street_reports.sql", Measure("Street reports", "reports", "service_request_days", "sum(opened)::bigint", "service::varchar", "area::varchar"));
        var lads = Directory.EnumerateFiles(Path.Combine(Shared, "data/fixmystreet-lad-counts/raw"), "*.csv", SearchOption.AllDirectories)
            .SelectMany(file => File.ReadLines(file).Skip(1)).Select(line => line.Split(',')[0]).Where(lad => lad.Length == 9).Distinct().Order(StringComparer.Ordinal);
        Write(council, "data/areas.csv", "area,name,type\n" + string.Concat(lads.Select(lad => $"{lad},{lad},district\n")));
        // Ten that never opened one in these years and have the most reports.
        string[] without = ["E09000023", "E08000025", "E08000019", "E08000003", "E09000003", "E09000008", "E09000010", "E09000022", "E06000032", "E07000064"];
        (string Id, string Area, string Start)[] launches =
        [
            ("northampton", "E07000154", "2019-03-01"), ("bexley", "E09000004", "2019-06-01"), ("hounslow", "E09000018", "2019-06-01"), ("westminster", "E09000033", "2019-08-01"),
            ("peterborough", "E06000031", "2019-10-01"), ("isle-of-wight", "E06000046", "2019-10-01"), ("cheshire-east", "E06000049", "2020-03-01"), ("hackney", "E09000012", "2020-07-01"),
        ];
        CampaignsOf(council, launches.Select(launch => $"{launch.Id},Own front end in {launch.Id},service_change,{launch.Start},{launch.Start}"),
            launches.Select(launch => $"{launch.Id},street_reports,street-reports,{launch.Area},increase,{DateOnly.Parse(launch.Start, CultureInfo.InvariantCulture).AddMonths(6):yyyy-MM-dd},,{string.Join(';', without)}"));
    }

    // A year of culture: orders of 43 weeks, page views from November 2022, four platforms of 1,116 days.
    private static void Leeds(string council)
    {
        var from = Path.Combine(Report.Root!, "tests/councils/leeds-2023");
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
            Write(council, Path.GetRelativePath(from, file), File.ReadAllText(file).Replace("../../../../shared", Path.GetRelativePath(council, Shared).Replace('\\', '/'), StringComparison.Ordinal));
        Write(council, "measures/page_views.sql", Measure("Page views", "views", "web_days", "sum(views)::bigint", "'web'", "null::varchar"));
        Write(council, "measures/activity.sql", Measure("Engagements", "engagements", "social_account_days", "sum(engagements)::bigint", "split_part(account, ':', 1)", "null::varchar"));
        (string Id, string Title, string Kind, string From, string To)[] campaigns =
        [
            ("opening", "The opening", "event", "2023-01-02", "2023-01-15"), ("playing", "The season Playing", "event", "2023-05-01", "2023-08-31"),
            ("dreaming", "The season Dreaming", "event", "2023-09-01", "2023-12-31"), ("half-term", "October half-term", "event", "2023-10-16", "2023-10-29"),
        ];
        string[] platforms = ["facebook", "instagram", "linkedin", "x"];
        CampaignsOf(council, campaigns.Select(one => $"{one.Id},{one.Title},{one.Kind},{one.From},{one.To}"),
            campaigns.SelectMany(one => (string[])[$"{one.Id},page_views,web,,increase,,,", .. one.Id is "opening" ? [] : (string[])[$"{one.Id},bookings,events,,increase,,,"], .. one.Id is "opening" or "half-term" ? platforms.Select(platform => $"{one.Id},activity,{platform},,increase,,,") : []]));
    }

    /// <summary>Yearly, a grain the lake does not have: cigarette sales in California before and after the tax of 1989, against the states that did not raise theirs.</summary>
    private static string Proposition99()
    {
        var rows = File.ReadLines(Path.Combine(Shared, "stats/data/prop99_smoking.csv")).Skip(1).Select(line => line.Split(',')).Where(row => row[2].Length > 0)
            .Select(row => (State: row[0].Trim('"'), Year: (int)double.Parse(row[1], CultureInfo.InvariantCulture), Sales: double.Parse(row[2], CultureInfo.InvariantCulture))).ToArray();
        double Change(IEnumerable<(string State, int Year, double Sales)> state) => state.Where(row => row.Year >= 1989).Average(row => row.Sales) - state.Where(row => row.Year < 1989).Average(row => row.Sales);
        var (observed, placebos) = PlaceboInSpace.Effects(Change(rows.Where(row => row.State == "California")), [.. rows.Where(row => row.State != "California").GroupBy(row => row.State).Select(state => Change(state))]);
        var p = PlaceboInSpace.P(observed, placebos);
        return string.Create(CultureInfo.InvariantCulture, $"| Proposition 99 | cigarette packs a head in California, against {placebos.Length} states (estimators alone; never published) | – | {observed:0.0} packs a head | – | in space {p:0.000} | – | {Readings.GetValueOrDefault("Proposition 99", "")} |\n");
    }

    /// <summary>Counts by month, and of what: carried by columns of service_contacts, whatever they count.</summary>
    private static void Monthly(string council, string title, string unit, DateOnly first, (string Service, string[] Values, string[]? OutOf)[] series)
    {
        var text = new StringBuilder("month,service,number,out_of\n");
        foreach (var (service, values, outOf) in series)
            for (var month = 0; month < values.Length; month++)
                text.Append(CultureInfo.InvariantCulture, $"{first.AddMonths(month):yyyy-MM-dd},{service},{values[month]},{(outOf is null ? "" : Math.Round(double.Parse(outOf[month], CultureInfo.InvariantCulture)))}\n");
        Write(council, "counts.csv", text.ToString());
        Write(council, "measures/counts.sql", Measure(title, unit, "service_contacts", "sum(contacts)::bigint", "service::varchar", "null::varchar"));
        Write(council, "measures/rates.sql", Measure(title, "share", "service_contacts", "sum(avoidable_contacts)::bigint", "service::varchar", "null::varchar", "sum(assessed_contacts)::bigint"));
        Write(council, "sources/counts.sql", """
            -- title: Counts by month
            -- dataset: service_contacts
            -- files: counts.csv
            -- columns: {month: date, number: integer, out_of: integer}
            -- absent: missing
            -- mode: replace
            -- owner: tests@council.example

            select month as date, 'month' as grain, service, 'other' as channel, number as contacts, case when out_of is not null then number end as avoidable_contacts, out_of as assessed_contacts from raw
            """);
    }

    private static string Measure(string title, string unit, string dataset, string numerator, string service, string area, string? denominator = null) => $$"""
        -- title: {{title}}
        -- why: To be judged.
        -- stage: outcome
        -- kind: {{(denominator is null ? "count" : "ratio")}}
        -- unit: {{unit}}
        -- better: higher
        -- numerator: {{title}}{{(denominator is null ? "" : "\n-- denominator: People at risk")}}
        -- disclosure: none
        -- publish: {month: [[service, area]]}
        -- date_role: received
        -- owner: tests@council.example
        -- review_by: 2027-04-01

        select date::date as date, grain::varchar as grain, {{service}} as service, {{area}} as area, null::varchar as channel, null::varchar as platform,
            {{numerator}} as numerator, {{denominator ?? "null::bigint"}} as denominator
        from {{dataset}} group by all
        """;

    private static void Campaigns(string council, string campaign, params string[] aims) => CampaignsOf(council, [campaign], aims);

    private static void CampaignsOf(string council, IEnumerable<string> campaigns, IEnumerable<string> aims)
    {
        Write(council, "data/campaigns.csv", $"campaign,title,kind,starts_on,ends_on\n{string.Join("\n", campaigns)}\n");
        Write(council, "data/campaign_aims.csv", $"campaign,measure,service,area,expected,judge_on,comparison_services,comparison_areas\n{string.Join("\n", aims)}\n");
    }

    private static void Write(string council, string path, string text)
    {
        var file = Path.Combine(council, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }

    private sealed class FixedTime(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
