using System.Text.Json;

namespace Outcomes.Tests.Functions.Api.Differencing;

/// <summary>The attack on everything served: two publications, by every route out, put together.</summary>
public sealed class DifferencingAttackTests(AttackedCouncil council) : IClassFixture<AttackedCouncil>
{
    [Fact]
    public async Task What_every_route_serves_of_both_publications_recovers_nothing()
    {
        // What cannot be protected beside what was published before stays as it was then, which is safe; none of these does.
        Assert.All(council.Publications, publication => Assert.DoesNotContain(publication.Notes, note => note.Stale && Figures.Measures.Contains(note.Measure)));
        var publications = await council.ReadAsync();

        // The same figure reads the same by every route, and no route has a part in which others see nothing.
        Assert.All(publications, figures => Assert.Empty(figures.Disagreements));
        Assert.All(publications, figures => Assert.All(figures.Routes, route => Assert.True(route.Value > 20, $"{route.Key} gave {route.Value} figures.")));
        var leaks = Leaks(AttackerOf(publications), publications, atLeast: 3000);
        Assert.True(leaks.Count == 0, $"{leaks.Count} leaks: {string.Join("; ", leaks.Take(40))}");
    }

    [Fact]
    public async Task The_attacker_recovers_counts_where_only_small_ones_are_hidden()
    {
        var publications = await council.ReadAsync();
        var primaryOnly = publications.Take(1).Select((figures, publication) => (IReadOnlyDictionary<Cell, Reading>)figures.Readings.ToDictionary(figure => figure.Key,
            figure => figure.Value.Hidden && figure.Key.Measure == "contacts" && council.Count(publication, figure.Key, 'n') > 7 ? new("ok", Rounded(council.Count(publication, figure.Key, 'n')), null, null) : figure.Value));

        var leaks = Leaks(new([.. primaryOnly], council.Changed, InventedCouncil.DistrictOf), publications, atLeast: 1000);

        Assert.True(leaks.Count > 20, string.Join("; ", leaks));
    }

    [Fact]
    public async Task The_attacker_recovers_counts_where_a_late_record_shows_what_was_hidden()
    {
        // Somebody who publishes the second time as if there had been no first: what was hidden is shown because of nothing that was brought in.
        var publications = await council.ReadAsync();
        var (first, second) = (publications[0].Readings, publications[1].Readings.ToDictionary(figure => figure.Key, figure => figure.Value));
        foreach (var cell in first.Where(figure => figure.Value.Hidden && figure.Key is { Measure: "contacts", Service: "bins" } && !council.Changed(figure.Key) && council.Count(0, figure.Key, 'n') > 7).Select(figure => figure.Key))
            second[cell] = new("ok", Rounded(council.Count(1, cell, 'n')), null, null);

        Assert.NotEmpty(Leaks(new([first, second], council.Changed, InventedCouncil.DistrictOf), publications, atLeast: 1000));
    }

    [Theory]
    [InlineData("contacts and the denominator of digital_contact_share")]
    [InlineData("contacts by phone and phone_contacts")]
    [InlineData("contacts on the web and the numerator of digital_contact_share")]
    public async Task Measures_put_together_recover_nothing(string pair)
    {
        var publications = await council.ReadAsync();
        var attacker = AttackerOf(publications);
        for (var publication = 0; publication < 2; publication++)
            foreach (var cell in publications[publication].Readings.Keys.Where(cell => cell.Measure == (pair.EndsWith("phone_contacts", StringComparison.Ordinal) ? "phone_contacts" : "digital_contact_share")))
                if (cell.Measure == "phone_contacts")
                    attacker.Tie(publication, cell, 'n', [cell with { Measure = "contacts", Channel = "phone" }], 'n');
                else if (pair.EndsWith("denominator of digital_contact_share", StringComparison.Ordinal))
                    attacker.Tie(publication, cell, 'd', [cell with { Measure = "contacts" }], 'n');
                else if (cell.Area == "all")
                    attacker.Tie(publication, cell, 'n', [cell with { Measure = "contacts", Channel = "web" }], 'n');

        var leaks = Leaks(attacker, publications, atLeast: 3000);
        Assert.True(leaks.Count == 0, $"{leaks.Count} leaks: {string.Join("; ", leaks.Take(40))}");
    }

    [Fact]
    public async Task Asking_for_a_hidden_count_is_answered_as_if_there_were_none()
    {
        foreach (var publication in council.Publications)
        {
            var hidden = (await council.RowsAsync($"odata/Outcomes?publication={publication.Id}&$filter=suppressed and (measure eq 'contacts' or measure eq 'digital_contact_share')&$select=id")).Select(row => row.GetProperty("id").GetString()!).Where((_, at) => at % 3 == 0).ToArray();
            Assert.True(hidden.Length > 5);
            var about = $"publication={publication.Id}&$filter=";
            var all = (await council.RowsAsync($"odata/Outcomes?{about}suppressed&$select=id")).Count;
            // Whatever is asked of them holds of none of the hidden, or (a comparison with nothing being false) its opposite of all alike.
            string[] guesses = ["numerator ge 0", "numerator lt 1000000", "not (numerator lt 8)", "numerator add 1 gt 0", "numerator mul 0 eq 0", "numerator mod 2 eq 1", "numerator in (1,2,3,4,5,6,7)", "denominator ge 0", "value ge 0", "lower ge 0", "upper ge 0", "low ge 0", "high ge 0", "numerator ne null"];
            foreach (var guess in guesses)
                Assert.Contains(System.Text.Encoding.UTF8.GetString(await council.GetAsync($"odata/Outcomes/$count?{about}suppressed and {guess}")).Trim('\uFEFF'), new[] { "0", $"{all}" });
            // Where counts are hidden they give no order: sorted by them up and down they lie as they are stored.
            string[] Ids(IEnumerable<JsonElement> rows) => [.. rows.Select(row => row.GetProperty("id").GetString()!)];
            foreach (var column in new[] { "numerator", "denominator", "value" })
                Assert.Equal(Ids(await council.RowsAsync($"odata/Outcomes?{about}suppressed&$orderby={column}&$select=id")), Ids(await council.RowsAsync($"odata/Outcomes?{about}suppressed&$orderby={column} desc&$select=id")));
            // One by one, in a batch.
            foreach (var answer in await council.BatchAsync(hidden.Select(id => $"Outcomes('{id}')?publication={publication.Id}")))
                Assert.All(new[] { "numerator", "denominator", "value", "lower", "upper", "low", "high", "previous", "year_before", "year_to_date" },
                    column => Assert.True(!answer.TryGetProperty(column, out var cell) || cell.ValueKind == JsonValueKind.Null, $"{answer}"));
            foreach (var id in hidden)
                Assert.Empty(await council.GetAsync($"odata/Outcomes('{id}')/numerator/$value?publication={publication.Id}"));
        }
    }

    [Fact]
    public async Task Sums_and_figures_of_other_periods_are_made_of_what_is_shown()
    {
        var publications = await council.ReadAsync();
        for (var publication = 0; publication < 2; publication++)
        {
            var readings = publications[publication].Readings;
            var of = council.Publications[publication].Id;
            var groups = await council.RowsAsync($"odata/Summaries?publication={of}&$apply=filter(measure eq 'contacts' and grain eq 'month' and level eq 'service_area')/groupby((service,area),aggregate(numerator with sum as sum,numerator with min as least,numerator with max as most,$count as rows))");
            Assert.Equal(8, groups.Count);
            foreach (var group in groups)
            {
                var rows = readings.Where(figure => figure.Key is { Measure: "contacts", Grain: "month", Channel: "all" } cell && cell.Service == group.GetProperty("service").GetString() && cell.Area == group.GetProperty("area").GetString()).Select(figure => figure.Value).ToArray();
                var shown = rows.Where(row => row.Numerator is not null).Select(row => row.Numerator!.Value).ToArray();
                Assert.Equal((shown.Sum(), shown.Min(), shown.Max(), rows.Length, rows.Count(row => row.Hidden)),
                    (group.GetProperty("sum").GetInt64(), group.GetProperty("least").GetInt64(), group.GetProperty("most").GetInt64(), group.GetProperty("rows").GetInt32(), group.GetProperty("@outcomes.suppressed").GetInt32()));
            }
            foreach (var row in Figures.Wanted(await council.RowsAsync($"odata/Summaries?publication={of}&$filter=grain eq 'month'")))
            {
                var cell = Figures.CellOf("month", column => row.GetProperty(column).ToString());
                if (row.GetProperty("previous").ValueKind != JsonValueKind.Null)
                    Assert.Equal(readings[cell with { Period = cell.Period.AddMonths(-1) }].Value, row.GetProperty("previous").GetDouble());
                if (row.GetProperty("year_before").ValueKind != JsonValueKind.Null)
                    Assert.Equal(readings[cell with { Period = cell.Period.AddYears(-1) }].Value, row.GetProperty("year_before").GetDouble());
                if (row.GetProperty("year_to_date").ValueKind != JsonValueKind.Null && cell.Measure == "contacts")
                    Assert.Equal(Enumerable.Range(0, 12).Select(month => cell.Period.AddMonths(-month)).TakeWhile(month => month >= new DateOnly(cell.Period.Month < 4 ? cell.Period.Year - 1 : cell.Period.Year, 4, 1))
                        .Sum(month => readings[cell with { Period = month }].Numerator!.Value), row.GetProperty("year_to_date").GetDouble());
            }
        }
    }

    private Attacker AttackerOf(IReadOnlyList<Figures> publications) =>
        new([.. publications.Select(figures => figures.Readings)], council.Changed, InventedCouncil.DistrictOf);

    private static long Rounded(long count) => (count + 2) / 5 * 5;

    /// <summary>Hidden counts of which the attacker is left with fewer values than the rule asks for. What he believes must be so.</summary>
    private List<string> Leaks(Attacker attacker, IReadOnlyList<Figures> publications, int atLeast)
    {
        Assert.Null(attacker.Error(council.Count));
        var (least, most) = attacker.Bound();
        var (leaks, attacked) = (new List<string>(), 0);
        foreach (var (publication, cell, part, number) in attacker.Hidden())
        {
            var count = council.Count(publication, cell, part);
            if (IsSaidByContacts(publications[publication].Readings, cell, part))
                continue;
            var wanted = part == 'r' ? (count is >= 1 and <= 7 ? 4 : 0) : IsPrimary(publication, cell) ? 4 : 5;
            attacked++;
            if (Attacker.Values(least[number], most[number]) < wanted)
                leaks.Add($"{cell.Measure} {part} {cell.Grain} {cell.Period:yyyy-MM-dd} {cell.Service} {cell.Area} {cell.Channel} of publication {publication + 1} is {least[number]:0.##} to {most[number]:0.##} (it is {count})");
        }
        Assert.True(attacked >= atLeast, $"Only {attacked} of {publications.Sum(figures => figures.Readings.Count)} figures are hidden: there is little to attack.");
        return leaks;
    }

    /// <summary>Whether contacts, counted and decided first, show a count that another measure hides with its figure: hidden it is no more. A week of none has no day of any.</summary>
    private static bool IsSaidByContacts(IReadOnlyDictionary<Cell, Reading> readings, Cell cell, char part)
    {
        var channel = (cell.Measure, part) switch { ("phone_contacts", _) => "phone", ("digital_contact_share", 'd') => cell.Channel, ("digital_contact_share", 'n') => "web", _ => null };
        var said = cell with { Measure = "contacts", Channel = channel ?? "" };
        return channel is not null && (readings.GetValueOrDefault(said) is { Hidden: false, Numerator: not null }
            || (cell.Grain == "day" && readings.GetValueOrDefault(said with { Grain = "week", Period = cell.Period.AddDays(-((int)cell.Period.DayOfWeek + 6) % 7) }) is { Hidden: false, Numerator: 0 }));
    }

    private bool IsPrimary(int publication, Cell cell)
    {
        var (counted, of) = (council.Count(publication, cell, 'n'), council.Count(publication, cell, 'd'));
        return counted is >= 1 and <= 7 || (cell.Measure == "digital_contact_share" && (of < 20 || counted == 0 || counted == of));
    }
}
