using Outcomes.Analytics;

namespace Outcomes.Tests.Analytics;

/// <summary>Kinds whose parts do not add: what is distinct, and percentiles.</summary>
public sealed class RecountTests : IDisposable
{
    private readonly LakeFolder lake = new();
    private readonly TempFolder output = new();

    public void Dispose()
    {
        lake.Dispose();
        output.Dispose();
    }

    [Fact]
    public void What_is_distinct_is_counted_anew_at_every_level_and_never_added()
    {
        Given("""
            account,date,posts
            facebook:a,2026-01-05,1
            facebook:a,2026-02-05,1
            facebook:b,2026-02-06,2
            x:c,2026-02-07,1
            x:c,2026-02-08,0
            """);
        var figures = Published("accounts_posting");

        Assert.Equal("1 ok", figures["month platform 2026-01-01 facebook"]);
        Assert.Equal("2 ok", figures["month platform 2026-02-01 facebook"]);
        Assert.Equal("3 ok", figures["month council 2026-02-01 all"]);
        Assert.Equal("3 ok", figures["quarter council 2026-01-01 all"]); // not 1 + 3: facebook:a posted in both months
        Assert.Equal("0 ok", figures["month platform 2026-03-01 x"]); // delivered, and nobody posted
    }

    [Fact]
    public void A_percentile_is_taken_anew_at_every_level_and_hidden_under_20_observations()
    {
        // Facebook: 1 to 28, the middle 14; X: 101 to 131, the middle 116. Of the 59 together the 30th is 102.
        Given("account,date,reach\n"
            + string.Concat(Enumerable.Range(1, 28).Select(day => $"facebook:a,2026-02-{day:00},{day}\n"))
            + string.Concat(Enumerable.Range(1, 31).Select(day => $"x:c,2026-03-{day:00},{100 + day}\n")) + "x:c,2026-01-31,7\n", "reach");
        var figures = Published("reach_median");

        Assert.Equal("14 ok", figures["month platform 2026-02-01 facebook"]);
        Assert.Equal("116 ok", figures["month platform 2026-03-01 x"]);
        Assert.Equal("101 ok", figures["quarter council 2026-01-01 all"]); // 60 observations with the 7 of January: the 30th
        Assert.Equal("suppressed", figures["month platform 2026-01-01 x"]);
    }

    [Fact]
    public void A_percentile_that_is_a_whole_number_of_observations_is_that_one()
    {
        // 28 % of 25 are 7; 0.28 × 25 in binary is a little more.
        Given("account,date,reach\n" + string.Concat(Enumerable.Range(1, 25).Select(day => $"facebook:a,2026-02-{day:00},{day}\n")), "reach");

        Assert.Equal("7 ok", Published("reach_median", percentile: 28)["month platform 2026-02-01 facebook"]);
    }

    [Fact]
    public void A_count_of_people_cannot_be_distinct()
    {
        var (faults, text) = (new List<Fault>(), File.ReadAllText(Path.Combine(Checkout.Root, "analytics/measures/accounts_posting.sql")).Replace("disclosure: none", "disclosure: person_count", StringComparison.Ordinal));
        File.WriteAllText(output["m/people.sql"], text);

        Assert.Null(Measure.Read(SqlFile.Read(output["m/people.sql"], output.Path, faults), faults));
        Assert.Contains("cannot be protected together; allowed: none", Assert.Single(faults).Message, StringComparison.Ordinal);
    }

    private void Given(string rows, string column = "posts") => lake
        .Add("social_accounts", "data_social_accounts", "account,platform\nfacebook:a,facebook\nfacebook:b,facebook\nx:c,x")
        .Add("coverage", "ingestion", $"source,dataset,from_date,to_date,absent\n{column},social_account_days,2026-01-01,2026-03-31,zero")
        .Add("social_account_days", column, rows);

    private Dictionary<string, string> Published(string measure, int? percentile = null)
    {
        var wanted = LakeFolder.Measures.Single(known => known.Id == measure);
        var asOf = new DateTimeOffset(2026, 4, 10, 5, 0, 0, TimeSpan.Zero);
        var publication = Publication.Publish(
            new() { Lake = lake.Snapshot, Datasets = LakeFolder.Datasets, Sets = Contracts.Sets, Measures = [wanted with { Percentile = percentile ?? wanted.Percentile }], AsOf = asOf, Created = asOf },
            output.Path, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Empty(publication.Notes);
        using var duck = Duck.Open();
        return duck.Rows($"select concat_ws(' ', grain, level, period, platform), concat_ws(' ', value::bigint, status) from read_parquet({Duck.Literal(Path.Combine(output.Path, publication.Files.Single(file => file.Set == "summaries").FileName))})",
            row => (row.GetString(0), row.GetString(1))).ToDictionary(row => row.Item1, row => row.Item2);
    }
}
