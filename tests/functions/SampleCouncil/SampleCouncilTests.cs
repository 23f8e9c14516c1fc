using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Outcomes.Functions;

namespace Outcomes.Tests.Functions.SampleCouncils;

/// <summary>Sampleton's files, read by splitting their lines.</summary>
public sealed class SampleCouncilTests(SampleCouncilTests.Sampleton town) : IClassFixture<SampleCouncilTests.Sampleton>
{
    /// <summary>Written once: 1 November 2023 to 31 October 2026.</summary>
    public sealed class Sampleton : IDisposable
    {
        public TempFolder Folder { get; } = new();

        public Sampleton() => SampleCouncil.Write(Folder.Path, new(2026, 10, 31));

        public void Dispose() => Folder.Dispose();

        public IEnumerable<string[]> Rows(string pattern) =>
            Directory.GetFiles(Folder.Path, pattern).Order(StringComparer.Ordinal).SelectMany(file => File.ReadLines(file).Skip(1)).Select(line => line.Split(','));

        // A thousands mark stands in quotes: 'Bins & recycling,04/11/2024,"1,203",…'.
        public IEnumerable<(string Queue, string Day, long Answered)> Calls() =>
            Directory.GetFiles(Path.Combine(Folder.Path, "exports/telephony")).SelectMany(File.ReadLines)
                .Select(line => Regex.Replace(line, "\"(\\d+),(\\d+)\"", "$1$2").Split(',')).Where(cells => cells.Length == 9 && cells[1].Contains('/') && cells[3] != "-")
                .Select(cells => (cells[0], cells[1], long.Parse(cells[3])));
    }

    [Fact]
    public void The_history_ends_with_the_month_before() =>
        Assert.Equal(new DateOnly(2026, 10, 31), SampleCouncil.Until(new(2026, 11, 22)));

    [Fact]
    public void One_day_gives_the_same_bytes()
    {
        using var again = new TempFolder();
        SampleCouncil.Write(again.Path, new(2026, 10, 31));

        Assert.Equal(Hashes(town.Folder.Path), Hashes(again.Path));
    }

    [Fact]
    public void All_of_it_is_small() =>
        Assert.True(new DirectoryInfo(town.Folder.Path).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length) < 60_000_000);

    [Fact]
    public void Files_have_a_row_for_every_day_that_was_counted()
    {
        // 1 November 2023 to 31 October 2026 is 30 + 31 + 366 + 365 + 304 = 1,096 days.
        Assert.Equal(1096 * 2, town.Rows("exports/social/facebook.csv").Count());
        Assert.Equal(1096 - 12, town.Rows("exports/social/x.csv").Count());
        Assert.Equal((1096 - 4) * 6, town.Rows("exports/web/web.csv").Count());
        Assert.Equal(1096, town.Rows("exports/visits/leisure-counter.csv").Count());
        // A year and a half is 18 months; requests are of two years, 10 wards, 2 kinds and 2 ways.
        Assert.Equal(24 * 10 * 2 * 2, town.Rows("exports/requests/requests.csv").Count());
        Assert.Equal(18 * 5 * 4, town.Rows("exports/timesheets/timesheets.csv").Count(row => row[4] == "everyday"));
        Assert.Equal(9, town.Rows("exports/visits/leisure-counter.csv").Count(row => row[1].Length == 0));
        // 36 months: three more title rows than the one skipped, a header, and a total in each.
        Assert.Equal(1096 * 6 + 36 * 5, town.Rows("exports/telephony/queues-*.csv").Count());
        // 24 bank holidays in the three years: 25 and 26 December, 1 January, and 5 more, three times;
        // and no classes on the first two days.
        Assert.Equal((1096 - 24 - 2) * 5, town.Rows("exports/classes/classes.csv").Count());
    }

    [Fact]
    public void Library_visits_come_twice_and_the_second_restates_the_first()
    {
        var first = File.ReadAllLines(town.Folder["exports/visits/libraries-2026-09-30.csv"])[2].Split(',');
        var second = File.ReadAllLines(town.Folder["exports/visits/libraries-2026-10-31.csv"])[2].Split(',');

        Assert.Equal((36, 37), (first.Length, second.Length));
        Assert.Equal(first[..35], second[..35]);
        Assert.NotEqual(first[35], second[35]);
    }

    [Theory]
    [InlineData("contacts/contacts-2023.csv", "2023-02-30", 1)]
    [InlineData("contacts/contacts-2023.csv", "about 4", 1)]
    [InlineData("bookings/bookings-2024.csv", "30/02/2024", 1)]
    [InlineData("bookings/bookings-2024.csv", "n/k", 1)]
    [InlineData("bookings/bookings-2024.csv", "3.5", 1)]
    public void A_few_rows_are_wrong(string file, string cell, int rows) =>
        Assert.Equal(rows, town.Rows("exports/" + file).Count(row => row.Contains(cell)));

    [Fact]
    public void Small_cells_are_masked_in_one_month_of_one_service()
    {
        var masked = town.Rows("exports/contacts/contacts-*.csv").Where(row => row.Contains("*")).ToList();

        Assert.True(masked.Count > 100, $"{masked.Count} cells are masked.");
        Assert.All(masked, row => Assert.StartsWith("2023-12-", row[0]));
    }

    [Fact]
    public void A_planted_effect_is_in_the_numbers()
    {
        // Report it online, from week 70 on (Monday 10 March 2025): forms × 1.25, against e-mails of the same service in the same weeks.
        var before = Ratio("Bins and recycling", "Online form", "Email", "2024-11-01", "2025-03-09");
        var after = Ratio("Bins and recycling", "Online form", "Email", "2025-03-10", "2025-07-31");

        // Forms also grow by 0.10 of the first year's a year, which is 0.034 over the 4½ months between the two middles: 1.25 × 1.03.
        Assert.InRange(after / before, 1.25 * 1.03 * 0.97, 1.25 * 1.03 * 1.03);
    }

    [Fact]
    public void An_effect_in_one_ward_is_in_that_ward()
    {
        // Northgate knocks, weeks 100 to 109 (6 October to 14 December 2025): × 0.8 on Housing, against Northgate's share of it the year before.
        var share = Share("Housing", "Northgate", "2025-10-06", "2025-12-14") / Share("Housing", "Northgate", "2024-10-06", "2024-12-14");

        // The whole falls with it: 0.8 × 0.13 ÷ (1 − 0.2 × 0.13) against 0.13.
        Assert.InRange(share, 0.8 / 0.974 * 0.93, 0.8 / 0.974 * 1.07);
    }

    [Fact]
    public void An_effect_of_nothing_is_nothing()
    {
        // The pothole pledge, weeks 96 to 103 (8 September to 2 November 2025), against Housing, by telephone, in the eight weeks
        // from the same Monday of the year before: about 4,000 calls in each, and a month's factors that change alike.
        double Relative(DateOnly monday)
        {
            var weeks = Enumerable.Range(0, 56).Select(day => monday.AddDays(day).ToString("dd/MM/yyyy")).ToHashSet();
            var calls = town.Calls().Where(call => weeks.Contains(call.Day)).ToLookup(call => call.Queue, call => call.Answered);
            return calls["Highways"].Sum() / (double)calls["Housing options"].Sum();
        }

        Assert.InRange(Relative(new(2025, 9, 8)) / Relative(new(2024, 9, 9)), 0.95, 1.05);
        Assert.Equal(["1", "1"], town.Rows("planted.csv").Where(row => row[0] is "pothole-pledge" or "say-yes-in-sampleton").Select(row => row[^1]));
    }

    [Fact]
    public void Harm_is_done_while_the_leaflet_is_out()
    {
        // Your new bin day, weeks 110 to 121 (15 December 2025 to 8 March 2026): the avoidable share of assessed contacts goes from 0.34 to 0.442.
        Assert.InRange(AvoidableShare("2025-07-01", "2025-12-14"), 0.32, 0.36);
        Assert.InRange(AvoidableShare("2025-12-15", "2026-03-08"), 0.42, 0.465);
        Assert.InRange(AvoidableShare("2026-03-09", "2026-10-31"), 0.32, 0.36);
    }

    [Fact]
    public void Fewer_places_stay_empty_after_the_reminders()
    {
        // Turn up or cancel, from week 114 on (12 January 2026): no-shows at the leisure centre go from 0.20 to 0.14 of places kept.
        double Absent(string from, string to)
        {
            var rows = town.Rows("exports/classes/classes.csv").Where(row => row[1] == "Leisure Centre" && In(row, from, to)).ToList();
            return Sum(rows, 5) / (Sum(rows, 4) + Sum(rows, 5));
        }

        Assert.InRange(Absent("2023-11-01", "2026-01-11"), 0.195, 0.205);
        Assert.InRange(Absent("2026-01-12", "2026-10-31"), 0.135, 0.145);
    }

    [Fact]
    public void Nobody_is_counted_in_a_form_who_did_not_start_it_and_every_request_is_closed_or_waits()
    {
        Assert.All(town.Rows("exports/forms/transactions.csv"), row => Assert.True(Whole(row, 3) >= Whole(row, 4) + Whole(row, 5) + Whole(row, 6) && Whole(row, 4) >= Whole(row, 7) && Whole(row, 3) >= row[9..].Sum(long.Parse), string.Join(',', row)));
        Assert.All(town.Rows("exports/requests/requests.csv").GroupBy(row => string.Join(',', row[1..5])), waiting =>
        {
            var months = waiting.OrderBy(row => row[0], StringComparer.Ordinal).ToArray();
            Assert.All(months.Skip(1).Zip(months), pair => Assert.Equal(Whole(pair.Second, 8) + Whole(pair.First, 5) - Whole(pair.First, 6), Whole(pair.First, 8)));
            Assert.All(months, row => Assert.InRange(Whole(row, 7), 0, Whole(row, 6)));
        });
    }

    [Fact]
    public void Every_place_kept_in_a_class_was_booked()
    {
        var booked = town.Rows("exports/bookings/bookings-2*.csv").Where(row => row[3] is "Spin" or "Rhyme time").ToList();
        var held = town.Rows("exports/classes/classes.csv").Where(row => row[2] is "Spin" or "Rhyme time").ToList();

        Assert.Equal(Sum(booked, 5) - Sum(booked, 7), Sum(held, 4) + Sum(held, 5));
    }

    private double Ratio(string service, string channel, string other, string from, string to) =>
        Contacts(row => row[1] == service && row[3] == channel && In(row, from, to)) / Contacts(row => row[1] == service && row[3] == other && In(row, from, to));

    private double Share(string service, string ward, string from, string to) =>
        Contacts(row => row[1] == service && row[2] == ward && In(row, from, to)) / Contacts(row => row[1] == service && In(row, from, to));

    private double AvoidableShare(string from, string to)
    {
        var rows = town.Rows("exports/contacts/contacts-*.csv").Where(row => row[1] == "Bins and recycling" && In(row, from, to)).ToList();
        return Sum(rows, 6) / Sum(rows, 5);
    }

    // The quoted title of registrars has a comma; no test here counts them.
    private double Contacts(Func<string[], bool> those) => Sum(town.Rows("exports/contacts/contacts-*.csv").Where(row => row.Length == 7 && those(row)), 4);

    private static long Whole(string[] row, int column) => long.Parse(row[column]);

    private static bool In(string[] row, string from, string to) =>
        string.CompareOrdinal(row[0], from) >= 0 && string.CompareOrdinal(row[0], to) <= 0;

    private static double Sum(IEnumerable<string[]> rows, int column) => rows.Sum(row => double.TryParse(row[column], out var number) ? number : 0);

    private static Dictionary<string, string> Hashes(string folder) =>
        Directory.GetFiles(folder, "*", SearchOption.AllDirectories)
            .ToDictionary(file => Path.GetRelativePath(folder, file), file => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file))));
}
