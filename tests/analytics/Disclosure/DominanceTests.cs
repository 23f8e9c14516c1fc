using System.Globalization;
using Outcomes.Analytics;
using Outcomes.Analytics.Disclosure;

namespace Outcomes.Tests.Analytics.Disclosure;

/// <summary>Money of which one contributor gave most is not shown, and the second largest cannot tell from what is shown what the largest gave.</summary>
public sealed class DominanceTests : IDisposable
{
    private readonly TempFolder output = new();
    private Publication? last;

    public void Dispose() => output.Dispose();

    /// <summary>By hand. (n,k): 100 ÷ 85 of the largest, less the total. p %: a tenth of the largest, less what all but the two largest gave.</summary>
    [Theory]
    [InlineData(1000, 850, 50, 0)]      // 85 %, and 100 others gave: shown
    [InlineData(1000, 851, 50, 2)]      // 1001.2 - 1000
    [InlineData(1000, 500, 450, 0)]     // others gave 50, a tenth of 500
    [InlineData(1000, 500, 451, 1)]     // 50 - 49
    [InlineData(1000, 1000, 0, 177)]    // one alone: 1176.5 - 1000
    [InlineData(1000, 600, 400, 60)]    // two: the second knows the first to the penny
    [InlineData(1000, 334, 333, 0)]     // three alike
    [InlineData(0, 0, 0, 0)]
    public void An_amount_is_dominated_where_one_gave_more_than_85_percent_or_the_second_could_tell_the_first_to_within_10(long total, long largest, long second, long margin) =>
        Assert.Equal(margin, new DisclosureRule().Margin(total, largest, second, largest));

    [Fact]
    public void The_share_of_several_and_the_percentages_are_the_councils_to_set()
    {
        var rule = new DisclosureRule { Largest = 2, LargestShare = 75, LargestWithin = 1 };
        Assert.Equal(0, rule.Margin(1000, 400, 350, 750));
        Assert.Equal(2, rule.Margin(1000, 400, 351, 751)); // 1001.3 - 1000
        Assert.Equal("amounts of which the 2 largest contributors give more than 75 %, or from which the second largest could tell the largest to within 1 %, suppressed",
            rule.TextFor(Taken(true)).Split("; ").Single(part => part.StartsWith("amounts", StringComparison.Ordinal)));
        Assert.DoesNotContain("amounts", rule.TextFor(Taken(false)));
    }

    [Fact]
    public void The_second_largest_contributor_of_a_figure_cannot_tell_what_the_largest_gave_to_within_ten_percent()
    {
        var (asked, withoutSecondary) = (0, 0);
        var rule = new DisclosureRule();
        Parallel.For(0, 150, new() { MaxDegreeOfParallelism = 2 }, seed =>
        {
            var tables = new PaidTables(seed);
            var system = new TableSystem(tables.Input(rule), [Grain.Month]);
            var protection = Protection.Run(system, rule);
            var attack = Attack.Run(system, rule, protection.Worlds);
            Assert.Equal((0, 0, 0), (protection.Unsafe.Count, attack.Leaks.Count, attack.Refuted));
            var open = new TableSystem(tables.Input(rule), [Grain.Month]);
            for (var row = 0; row < system.RowCount; row++)
                open.State[row] = system.State[row] == RowState.Secondary ? RowState.Shown : system.State[row];
            for (var row = 0; row < system.RowCount; row++)
                if (system.MarginOf(row) > 0)
                {
                    Assert.Equal(RowState.Primary, system.State[row]);
                    var gave = tables.GaveIn(system.CellOf(row)).Select(gave => (Who: gave.Key, Pence: Math.Abs(gave.Value))).OrderByDescending(gave => gave.Pence).ToArray();
                    var (who, second) = gave.Length > 1 ? gave[1] : (-1, 0);
                    bool Tells(TableSystem of) => tables.MostTo(of, rule, row, who) - second < (1.1 * gave[0].Pence) - 1;
                    Assert.False(Tells(system), $"Tables {seed}: {system.CellOf(row)} is {system.Held[row]}, of which {gave[0].Pence} are one's; who gave {second} can tell to less than a tenth.");
                    Assert.False(tables.MostTo(system, rule, row, -1) < (gave[0].Pence / 0.85) - 1, $"Tables {seed}: {system.CellOf(row)} is known to be nearly all one's.");
                    Interlocked.Increment(ref asked);
                    if (Tells(open))
                        Interlocked.Increment(ref withoutSecondary);
                }
        });
        Assert.InRange(asked, 200, int.MaxValue);
        // The attacker has teeth: where nothing is hidden for the sake of others, he can tell.
        Assert.InRange(withoutSecondary, 50, asked);
    }

    [Fact]
    public void What_was_published_before_a_late_payment_and_after_it_is_safe_together_or_refused()
    {
        var published = 0;
        var rule = new DisclosureRule();
        for (var seed = 0; seed < 20; seed++)
        {
            var tables = new PaidTables(seed);
            var first = new TableSystem(tables.Input(rule), [Grain.Month]);
            var before = Protection.Run(first, rule);
            var memory = new Memory().After(first, before.Leaf, before.Worlds);
            var random = new Random(seed);
            tables.PayLate(random, 12_000);
            tables.PayLate(random, 900_000);
            for (var attempt = 0; attempt < 4; attempt++)
            {
                var second = new TableSystem(tables.Input(rule), [Grain.Month]);
                var after = Protection.Run(second, rule, memory, attempt);
                var attack = Attack.Run(second, rule, after.Worlds);
                Assert.Equal(after.Unsafe.Order(), attack.Leaks.Order());
                if (after.Lost > 0 || attack.Leaks.Count > 0)
                    continue;
                published++;
                break;
            }
        }
        Assert.InRange(published, 15, 20);
    }

    [Fact]
    public void A_ward_where_one_firm_pays_nearly_all_is_suppressed_with_what_would_tell_it_and_the_audit_counts_it()
    {
        var (figures, audit, _) = Publish(Taken(true), [.. Many("w1", 30), .. Many("w2", 30), .. Many("w3", 30), .. Many("w4", 6), Pays("firm", "w4", 10, 4000)]);

        Assert.Equal("suppressed", figures["service_area", "hire/w4"].Status);
        Assert.Equal("suppressed", figures["area", "all/w4"].Status);
        // £4,000 of £4,600 are the firm's, 87 %; of the council's £13,600 they are 29 %.
        Assert.Equal(("ok", 1360000), (figures["council", "all/all"].Status, figures["council", "all/all"].Numerator));
        Assert.Contains(figures.All, figure => figure.Level == "service_area" && figure.Status == "ok");
        Assert.True(audit.Dominated > 0);
        Assert.Equal((audit.Primary, 0), (audit.Dominated, audit.Few + audit.OfAll));
        Assert.True(audit.Secondary > 0);
        Assert.Contains("amounts of which the largest contributor gives more than 85 %", audit.Rule);
        // The same without contributors is shown.
        Assert.All(Publish(Taken(false), [.. Many("w1", 30), .. Many("w2", 30), .. Many("w3", 30), .. Many("w4", 6), Pays("firm", "w4", 10, 4000)]).Figures.All, figure => Assert.NotEqual("suppressed", figure.Status));
    }

    [Fact]
    public void Who_pays_a_little_on_many_days_and_in_two_wards_is_one_in_every_total()
    {
        // £150 a day for 28 days, in two wards by turns, beside twelve who pay £60 in one and three in the other.
        Payment[] paid = [.. Enumerable.Range(1, 28).Select(day => Pays("firm", day % 2 == 0 ? "w1" : "w2", day, 150)), .. Many("w1", 12, 60), .. Many("w2", 3, 60)];
        var (figures, _, _) = Publish(Taken(true), paid);

        // w2: 2,100 of 2,280, 92 %; w1, 2,100 of 2,820, is hidden beside it. The council: 4,200 of 5,100, 82 %.
        Assert.Equal(["suppressed", "suppressed"], [figures["area", "all/w2"].Status, figures["area", "all/w1"].Status]);
        Assert.Equal("ok", figures["council", "all/all"].Status);
        // Without the three he gives 4,200 of 4,920, 85.4 %.
        Assert.Equal("suppressed", Publish(Taken(true), [.. paid.Except(Many("w2", 3, 60))]).Figures["council", "all/all"].Status);
        // Counted as 28 different payers nobody dominates anything.
        Assert.Equal("ok", Publish(Taken(true), [.. paid.Select((payment, at) => payment with { Who = $"{at}" })]).Figures["area", "all/w2"].Status);
    }

    [Fact]
    public void A_month_that_one_dominates_is_hidden_and_a_year_that_he_does_not_is_shown()
    {
        // In January the firm gave £5,000 of £5,500; of the year's £38,500 that is 13 %.
        var paid = Enumerable.Range(1, 12).SelectMany(month => Many("w1", month == 1 ? 5 : 30).Select(payment => payment with { Month = month, Who = $"{payment.Who} {month}" })).Append(Pays("firm", "w1", 9, 5000) with { Month = 1 });
        var (figures, _, _) = Publish(Taken(true), [.. paid]);
        Assert.Equal(("suppressed", "ok"), (figures["council", "all/all", "month", "2025-01-01"].Status, figures["council", "all/all", "month", "2025-12-01"].Status));
        Assert.Equal(("ok", 3850000), (figures["council", "all/all", "year", "2025-01-01"].Status, figures["council", "all/all", "year", "2025-01-01"].Numerator));
        // One firm under a name for every month is twelve: nobody dominates what each of them pays once.
        var monthly = Enumerable.Range(1, 12).SelectMany(month => Many("w1", 8).Select(payment => payment with { Month = month, Who = $"{payment.Who} {month}" }).Append(Pays("firm", "w1", 9, 4000) with { Month = month })).ToArray();
        // £4,000 of £4,800 a month, 83 %; so it is in every total as long as it is one, and 7 % of the year's under twelve names.
        Assert.Equal("ok", Publish(Taken(true), monthly).Figures["council", "all/all", "year", "2025-01-01"].Status);
        Payment[] more = [.. monthly, .. Enumerable.Range(1, 12).Select(month => Pays("firm", "w1", 20, 700) with { Month = month })];
        Assert.Equal("suppressed", Publish(Taken(true), more).Figures["council", "all/all", "year", "2025-01-01"].Status); // 4,700 of 5,500, 85.5 %
        Assert.Equal("ok", Publish(Taken(true), [.. more.Select(payment => payment.Who == "firm" ? payment with { Who = $"firm {payment.Month} {payment.Day}" } : payment)]).Figures["council", "all/all", "year", "2025-01-01"].Status);
    }

    [Fact]
    public void Days_and_weeks_that_one_dominates_are_hidden_too()
    {
        var daily = Taken(true) with { Publish = Contracts.Count("{month: [[service, area]], week: [[service]], day: [[service]]}").Publish };
        // Every day twelve pay £100 each; on the 11th the firm pays £9,000 too, in the week of 9 February 9,000 of 17,400.
        Payment[] paid = [.. Enumerable.Range(1, 28).SelectMany(day => Enumerable.Range(0, 12).Select(payer => Pays($"{day}-{payer}", "w1", day, 100))), Pays("firm", "w1", 11, 9000)];
        var (figures, audit, _) = Publish(daily, paid);
        Assert.Equal(("suppressed", "ok"), (figures["day", "hire/all", "day", "2025-02-11"].Status, figures["day", "hire/all", "day", "2025-02-02"].Status));
        Assert.Equal("ok", figures["council", "all/all", "month", "2025-02-01"].Status);
        Assert.True(audit.Dominated > 0);
    }

    [Fact]
    public void Published_again_with_nothing_new_it_reads_the_same()
    {
        Payment[] paid = [.. Many("w1", 30), .. Many("w2", 30), .. Many("w3", 30), .. Many("w4", 6), Pays("firm", "w4", 10, 4000)];
        var (first, _, _) = Publish(Taken(true), paid);
        var (second, audit, note) = Publish(Taken(true), paid, again: true);
        Assert.Null(note);
        Assert.Equal(first.All, second.All);
        Assert.True(audit.Dominated > 0);
    }

    [Fact]
    public void Refunds_are_taken_off_what_the_same_payer_paid_and_a_total_of_nothing_is_not_shown_where_it_would_tell_of_one()
    {
        // In w3 the firm pays £900 and gets £900 back from another: it is 0, and the two know each other's part.
        var (figures, audit, _) = Publish(Taken(true), [.. Many("w1", 30), .. Many("w2", 30), Pays("firm", "w3", 3, 900), Pays("other", "w3", 4, -900)]);
        Assert.Equal("suppressed", figures["area", "all/w3"].Status);
        Assert.True(audit.Dominated > 0);
        // Who paid £4,000 and got £3,990 back gave £10, one of 31.
        Assert.Equal("ok", Publish(Taken(true), [.. Many("w1", 30), .. Many("w2", 30), Pays("firm", "w1", 3, 4000), Pays("firm", "w1", 9, -3990)]).Figures["area", "all/w1"].Status);
    }

    [Fact]
    public void More_paid_back_than_paid_is_refused_with_words()
    {
        var (figures, _, note) = Publish(Taken(true), [.. Many("w1", 30), Pays("firm", "w2", 3, -900)]);
        Assert.Empty(figures.All);
        Assert.Contains("of its counts are below 0", note);
    }

    [Fact]
    public void What_nobody_says_whose_it_is_counts_as_one_payers()
    {
        var (figures, _, _) = Publish(Taken(true), [.. Many("w1", 30), .. Many("w2", 30), .. Many("w3", 30).Select(payment => payment with { Who = "" })]);
        Assert.Equal(("suppressed", "ok"), (figures["area", "all/w3"].Status, figures["council", "all/all"].Status));
    }

    [Fact]
    public void A_rate_over_a_dominated_amount_is_suppressed_with_its_denominator()
    {
        var (figures, audit, _) = Publish(Taken(true, "ratio"), [.. Many("w1", 30), .. Many("w2", 30), .. Many("w3", 30), .. Many("w4", 30), Pays("firm", "w4", 10, 40000)]);
        var dominated = figures["area", "all/w4"];
        Assert.Equal(("suppressed", null, null), (dominated.Status, dominated.Numerator, dominated.Denominator));
        Assert.True(audit.Dominated > 0);
    }

    [Fact]
    public void A_part_too_large_for_what_one_is_said_to_add_is_refused_with_what_to_say()
    {
        var (figures, _, note) = Publish(Taken(true) with { OneIs = (2, 1) }, [.. Many("w1", 30), Pays("firm", "w2", 3, 90000)]);
        Assert.Empty(figures.All);
        Assert.Contains("say more in 'one_is'", note);
    }

    private sealed record Payment(string Who, string Ward, int Day, int Pounds)
    {
        public int Month { get; init; } = 2;
    }

    private static Payment Pays(string who, string ward, int day, int pounds) => new(who, ward, day, pounds);

    /// <summary>As many who pay alike, each once.</summary>
    private static Payment[] Many(string ward, int payers, int pounds = 100) => [.. Enumerable.Range(0, payers).Select(payer => Pays($"{ward}-{payer}", ward, 1 + (payer % 28), pounds))];

    private static Measure Taken(bool says, string kind = "count") => Contracts.Measure(kind, "pounds", "{month: [[service, area]]}", $"""
        select date::date as date, grain::varchar as grain, service::varchar as service, area::varchar as area, channel::varchar as channel, null::varchar as platform,
            round(100 * sum(revenue_gbp))::bigint as numerator, {(kind == "ratio" ? "sum(orders)" : "null")}::bigint as denominator{(says ? ", nullif(reference, '')::varchar as contributor" : "")}
        from service_bookings group by all
        """) with { Disclosure = "event_count", OneIs = (1000, 1), HasContributors = says };

    private (Figures Figures, Protected Audit, string? Note) Publish(Measure measure, IReadOnlyList<Payment> paid, bool again = false)
    {
        using var lake = new LakeFolder();
        lake.Add("coverage", "desk", """
            source,dataset,from_date,to_date,absent
            desk,service_bookings,2025-01-01,2025-12-31,zero
            """).Add("service_bookings", "desk", "service,area,channel,date,reference,orders,revenue_gbp\n" + string.Concat(paid.Select(payment =>
            string.Create(CultureInfo.InvariantCulture, $"hire,{payment.Ward},web,2025-{payment.Month:00}-{payment.Day:00},{payment.Who},1,{payment.Pounds}\n"))));
        last = Publication.Publish(new()
        {
            Lake = lake.Snapshot,
            Datasets = LakeFolder.Datasets,
            Sets = Contracts.Sets,
            Measures = [measure],
            AsOf = new(2026, 3, 9, 5, 0, 0, TimeSpan.Zero),
            Created = new(2026, 3, 9, 5, 0, 0, TimeSpan.Zero),
            Kept = again ? [last!] : [],
        }, output.Path, cancellationToken: TestContext.Current.CancellationToken);
        using var duck = Duck.Open();
        IEnumerable<Shown> Read(string set, string of) => last.Files.Where(file => file.Set == set && file.Measure is not null).SelectMany(file => duck.Rows(
            $"select {of}, service || '/' || area, strftime(period, '%Y-%m-%d'), status, numerator, denominator from read_parquet({Duck.Literal(Path.Combine(output.Path, file.FileName))})",
            row => new Shown(row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetString(4), row.IsDBNull(5) ? null : row.GetInt64(5), row.IsDBNull(6) ? null : row.GetInt64(6))));
        return (new([.. Read("summaries", "grain, level"), .. Read("outcomes_daily", "'day', 'day'")]),
            last.Protected.SingleOrDefault() ?? new("", ""), last.Notes.FirstOrDefault(note => note.Stale)?.Text);
    }

    private sealed record Shown(string Grain, string Level, string Place, string Period, string Status, long? Numerator, long? Denominator);

    private sealed record Figures(IReadOnlyList<Shown> All)
    {
        public Shown this[string level, string place, string grain = "month", string period = "2025-02-01"] => All.Single(figure => (figure.Grain, figure.Level, figure.Place, figure.Period) == (grain, level, place, period));
    }
}
