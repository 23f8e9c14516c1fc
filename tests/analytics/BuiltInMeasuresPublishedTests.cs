using System.Data;
using System.Globalization;
using Outcomes.Analytics;

namespace Outcomes.Tests.Analytics;

/// <summary>Built-in measures from lake to published sets, against figures worked out on paper.</summary>
public sealed class BuiltInMeasuresPublishedTests : IDisposable
{
    private readonly LakeFolder lake = new();
    private readonly TempFolder output = new();

    public void Dispose()
    {
        lake.Dispose();
        output.Dispose();
    }

    [Fact]
    public void Followers_are_the_last_reading_of_each_account_within_7_days_added_over_accounts_never_over_time()
    {
        lake.Add("social_accounts", "data_social_accounts", """
                account,platform,service
                facebook:town,facebook,
                facebook:libraries,facebook,libraries
                mastodon:town,mastodon,
                """)
            .Add("coverage", "ingestion", """
                source,dataset,from_date,to_date,absent
                networks,social_account_days,2026-02-01,2026-03-31,missing
                """)
            .Add("social_account_days", "networks", """
                account,date,followers
                facebook:town,2026-02-27,900
                facebook:town,2026-03-30,1000
                facebook:town,2026-03-31,
                facebook:libraries,2026-02-28,190
                facebook:libraries,2026-03-20,200
                facebook:libraries,2026-03-25,210
                mastodon:town,2026-03-10,90
                """);
        var summaries = Summaries("followers");

        Assert.Equal("1090 ok", summaries["month platform 2026-02-01 all/all/all/facebook"]); // 900 on the 27th + 190 on the 28th
        Assert.Equal("1210 ok", summaries["month platform 2026-03-01 all/all/all/facebook"]); // 1000 on the 30th (the 31st was not read) + 210 on the 25th
        Assert.Equal("1210 ok", summaries["quarter platform 2026-01-01 all/all/all/facebook"]); // the quarter ends as March does
        Assert.Equal("missing", summaries["month platform 2026-03-01 all/all/all/mastodon"]); // the 10th is too long ago
        Assert.Equal("210 ok", summaries["month service_platform 2026-03-01 libraries/all/all/facebook"]);
    }

    [Fact]
    public void A_rate_is_a_sum_over_a_sum_at_every_roll_up_and_takes_in_only_what_was_assessed()
    {
        lake.Add("areas", "data_areas", """
                area,name,type,parent
                E1,North,ward,D1
                E2,South,ward,D1
                D1,Town,district,
                """)
            .Add("coverage", "ingestion", """
                source,dataset,from_date,to_date,absent
                crm,service_contacts,2026-01-01,2026-03-31,zero
                """)
            .Add("service_contacts", "crm", """
                service,area,channel,date,reason,contacts,assessed_contacts,avoidable_contacts
                waste,E1,phone,2026-02-02,missed,400,100,10
                waste,E1,phone,2026-03-02,missed,100,80,20
                waste,E2,phone,2026-03-03,missed,900,20,5
                waste,E9,web,2026-03-04,missed,10,10,9
                housing,E2,phone,2026-03-05,repairs,50,0,0
                """);
        var summaries = Summaries("avoidable_contact_rate");

        Assert.Equal("0.25 20/80 ok", summaries["month service_area 2026-03-01 waste/E1/all/all"]);
        Assert.Equal("0.9 9/10 ok", summaries["month service_area 2026-03-01 waste/other/all/all"]); // E9 is not among the council's areas
        Assert.Equal("0.25 25/100 ok", summaries["month service_district 2026-03-01 waste/D1/all/all"]); // 20 + 5 of 80 + 20
        Assert.Equal("0.30909 34/110 ok", summaries["month service 2026-03-01 waste/all/all/all"]);
        Assert.Equal("0/0 ok", summaries["month service 2026-03-01 housing/all/all/all"]); // nothing assessed: no rate, and not 0 %
        Assert.Equal("0.30909 34/110 ok", summaries["month council 2026-03-01 all/all/all/all"]);
        Assert.Equal("0.20952 44/210 ok", summaries["quarter council 2026-01-01 all/all/all/all"]); // 10 + 34 of 100 + 110, not the mean of 10 % and 31 %
        Assert.Equal("0.25 25/100 ok", summaries["month service_channel 2026-03-01 waste/all/phone/all"]);
    }

    // Twenty-eight days of March alike, three not delivered. Of each: 1,000 started on the Web, 100 by telephone; a mean of the two channels would be another figure.
    [Theory]
    [InlineData("completion_rate", "26600/30800", 0.8636363636363636)]             // 28 × (880 + 20 + 40 + 10) of 28 × 1,100: 19/22
    [InlineData("digital_take_up", "25200/25760", 0.9782608695652174)]             // 28 × (880 + 20 assisted) of 28 × 920: 45/46
    [InlineData("cost_per_transaction", "2100000/25760", 0.8152173913043478)]      // 28 × (44,000 + 31,000) pence of 28 × 920: £75/92
    [InlineData("satisfaction_share", "2688/3080", 0.8727272727272727)]            // 28 × (90 + 6) of 28 × 110: 48/55
    [InlineData("satisfaction_score", "10052/12320", 0.8159090909090909)]          // 28 × (333 + 26) of 28 × 4 × 110: 359/440
    public void The_four_service_KPIs_are_weighted_by_volume_and_say_how_much_was_provided_of_what_was_asked(string measure, string parts, double value)
    {
        var days = Enumerable.Range(1, 28).Select(day => $"2026-03-{day:00}").ToArray();
        lake.Add("channels", "data_channels", "channel,title,digital\nweb,Web,true\nphone,Telephone,false")
            .Add("coverage", "ingestion", "source,dataset,from_date,to_date,absent\nforms,service_transactions,2026-03-01,2026-03-31,missing")
            .Add("service_transactions", "forms", "service,channel,date,started,completed,ineligible,assisted,cost_gbp,rating_1,rating_2,rating_3,rating_4,rating_5,feedback_asked_at\n"
                + string.Join('\n', days.Select(day => $"permits,web,{day},1000,880,20,0,440,2,3,5,40,50,all_ends\npermits,phone,{day},100,40,10,20,310,1,1,2,3,3,all_ends")));

        var figure = Published(measure, "select numerator || '/' || denominator, value, coverage, status::varchar from {0} where grain = 'month' and level = 'service' and period = '2026-03-01'",
            row => (Parts: row.GetString(0), Value: row.GetDouble(1), Coverage: row.GetDouble(2), Status: row.GetString(3))).Single();

        Assert.Equal((parts, value, 28 / 31.0, "ok"), figure);
    }

    [Theory]
    [InlineData("friendfeed")]
    [InlineData("second_life")]
    public void A_platform_that_is_gone_is_known_as_retired_and_what_was_counted_there_stays(string platform)
    {
        lake.Add("social_accounts", "data_social_accounts", $"account,platform,lifecycle\n{platform}:town,{platform},retired")
            .Add("coverage", "ingestion", $"source,dataset,from_date,to_date,absent\nold,social_post_days,2011-03-01,2011-03-31,zero")
            .Add("social_post_days", "old", $"""
                account,post,date,created_at,value_kind,impressions,likes,comments,shares
                {platform}:town,p1,2011-03-02,2011-03-02 09:00:00+00,delta,1000,30,5,5
                """);

        Assert.Equal("0.04 40/1000 ok", Summaries("engagement_rate")[$"month platform 2011-03-01 all/all/all/{platform}"]);
        using var duck = Duck.Open();
        Assert.Equal("retired", duck.One<string>($"select lifecycle from read_csv({Duck.Literal(Path.Combine(Checkout.Root, "functions", "Sources", "data", "platforms.csv"))}) where platform = $platform", ("platform", platform)));
    }

    [Fact]
    public void A_platform_without_impressions_is_not_offered_and_takes_nothing_from_the_others()
    {
        lake.Add("social_accounts", "data_social_accounts", "account,platform\nfacebook:town,facebook\nmastodon:town,mastodon")
            .Add("coverage", "ingestion", """
                source,dataset,from_date,to_date,absent
                facebook,social_post_days,2026-03-01,2026-03-31,zero
                mastodon,social_post_days,2026-03-01,2026-03-31,zero
                """)
            .Add("social_post_days", "facebook", """
                account,post,date,created_at,value_kind,impressions,likes,comments,shares
                facebook:town,p1,2026-03-02,2026-03-02 09:00:00+00,delta,1000,30,5,5
                facebook:town,p1,2026-03-09,2026-03-02 09:00:00+00,delta,1000,8,1,1
                """)
            .Add("social_post_days", "mastodon", """
                account,post,date,created_at,value_kind,likes,comments,shares
                mastodon:town,m1,2026-03-02,2026-03-02 09:00:00+00,delta,7,1,2
                """);
        var summaries = Summaries("engagement_rate");

        Assert.Equal("0.025 50/2000 ok", summaries["month platform 2026-03-01 all/all/all/facebook"]); // 40 + 10 of 1000 + 1000
        Assert.Equal("not_offered", summaries["month platform 2026-03-01 all/all/all/mastodon"]);
        Assert.Equal("0.025 50/2000 ok", summaries["month council 2026-03-01 all/all/all/all"]);
        Assert.Equal("0.04 40/1000 ok", summaries["week platform 2026-03-02 all/all/all/facebook"]);
    }

    [Fact]
    public void No_more_is_covered_than_was_asked_for_where_two_accounts_of_a_platform_say_each_day_and_another_platform_never_does()
    {
        var days = Enumerable.Range(1, 31).Select(day => $"2026-03-{day:00}").ToArray();
        lake.Add("social_accounts", "data_social_accounts", "account,platform\nfacebook:town,facebook\nfacebook:libraries,facebook\nbluesky:town,bluesky")
            .Add("coverage", "ingestion", "source,dataset,from_date,to_date,absent\nfacebook,social_account_days,2026-03-01,2026-03-31,missing\nbluesky,social_account_days,2026-03-01,2026-03-31,missing")
            .Add("social_account_days", "facebook", "account,date,reach\n" + string.Join('\n', days.Select(day => $"facebook:town,{day},400\nfacebook:libraries,{day},100")))
            .Add("social_account_days", "bluesky", "account,date,followers\n" + string.Join('\n', days.Select(day => $"bluesky:town,{day},50")));

        Assert.Equal(["1.0 ok"], Published("reach_median", "select concat_ws(' ', coverage, status) from {0} where grain = 'month' and level = 'council' and period = '2026-03-01'", row => row.GetString(0)));
    }

    [Fact]
    public void What_was_suppressed_at_source_hides_the_total_with_its_bounds_and_a_month_never_shows_by_day()
    {
        lake.Add("coverage", "ingestion", """
                source,dataset,from_date,to_date,absent
                branches,service_visits,2026-03-01,2026-03-31,missing
                """)
            .Add("service_visits", "branches", """
                service,area,date,visits,visits_low,visits_high,grain,status
                libraries,place:a,2026-03-01,100,,,month,ok
                libraries,place:b,2026-03-01,,1,4,month,suppressed
                """);
        var summaries = Summaries("visits");

        Assert.Equal("100 ok", summaries["month service_area 2026-03-01 libraries/place:a/all/all"]);
        Assert.Equal("suppressed 1..4", summaries["month service_area 2026-03-01 libraries/place:b/all/all"]);
        Assert.Equal("suppressed 101..104", summaries["month service 2026-03-01 libraries/all/all/all"]);
        Assert.DoesNotContain(summaries.Keys, cell => cell.StartsWith("week", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("avoidable_contact_rate")]
    [InlineData("average_wait_seconds")]
    [InlineData("requests_opened")]
    public void What_no_source_offers_is_not_offered_in_its_silent_months_also(string measure)
    {
        lake.Add("coverage", "ingestion", """
                source,dataset,from_date,to_date,absent
                crm,service_contacts,2026-01-01,2026-03-31,zero
                crm,service_request_days,2026-01-01,2026-03-31,zero
                """)
            .Add("service_contacts", "crm", "service,area,channel,date,reason,contacts\nwaste,E1,phone,2026-01-05,missed,4")
            .Add("service_request_days", "crm", "service,area,channel,date,subtype,closed\nwaste,E1,phone,2026-01-05,missed,4");
        var months = Summaries(measure).Where(cell => cell.Key.StartsWith("month council", StringComparison.Ordinal)).OrderBy(cell => cell.Key, StringComparer.Ordinal);

        // Of February and March not a row came; the source never says how many were assessed, how long people waited or what was opened.
        Assert.Equal(["not_offered", "not_offered", "not_offered"], months.Where(cell => cell.Key.Contains(" 2026-0", StringComparison.Ordinal)).Take(3).Select(cell => cell.Value));
    }

    /// <summary>Publishes one measure; its summaries by "grain level period service/area/channel/platform", as "value numerator/denominator status low..high" of what is there.</summary>
    [Fact]
    public void Days_that_two_accounts_of_a_platform_deliver_are_days_once()
    {
        // Of the financial year 2025 the last quarter, 90 of 365 days. On the 20th of each month one account's followers were not read, so that the two say different things of their months.
        var days = Enumerable.Range(0, 90).Select(day => new DateOnly(2026, 1, 1).AddDays(day)).ToArray();
        lake.Add("social_accounts", "data_social_accounts", "account,platform,service\nfacebook:a,facebook,pools\nfacebook:b,facebook,pools\n")
            .Add("coverage", "ingestion", "source,dataset,from_date,to_date,absent\nnetworks,social_account_days,2026-01-01,2026-03-31,missing\n")
            .Add("social_account_days", "networks", "account,date,followers,joins,leaves,basis\n" + string.Concat(days.Select(day =>
                $"facebook:a,{day:yyyy-MM-dd},1000,1,1,gross\nfacebook:b,{day:yyyy-MM-dd},{(day.Day == 20 ? "" : "500")},1,1,gross\n")));

        var coverage = Published("churn", "select concat_ws(' ', grain, level, period), round(coverage, 6), concat_ws('/', numerator, denominator) from {0}", row => (Cell: row.GetString(0), Coverage: row.GetDouble(1), Parts: row.GetString(2)))
            .ToDictionary(row => row.Cell, row => (row.Coverage, row.Parts));

        // A day's leaves are 2; members at the start of a month 1000 and 500.
        Assert.Equal((1, "62/1500"), coverage["month service_platform 2026-01-01"]);
        Assert.Equal((1, "180/4500"), coverage["quarter service_platform 2026-01-01"]);
        Assert.All(["service_platform", "service", "platform", "council"], level => Assert.Equal(0.246575, coverage[$"financial_year {level} 2025-04-01"].Coverage)); // 90 ÷ 365
    }

    private Dictionary<string, string> Summaries(string measure) => Published(measure, """
        select
            concat_ws(' ', grain, level, period, concat_ws('/', service, area, channel, platform)),
            concat_ws(' ', rtrim(rtrim(value::decimal(18, 5)::varchar, '0'), '.'), numerator || '/' || denominator, status, low || '..' || high)
        from {0}
        """, row => (Cell: row.GetString(0), Figure: row.GetString(1))).ToDictionary(row => row.Cell, row => row.Figure);

    private List<T> Published<T>(string measure, string query, Func<IDataRecord, T> row)
    {
        var asOf = new DateTimeOffset(2026, 4, 10, 5, 0, 0, TimeSpan.Zero);
        var publication = Publication.Publish(
            new()
            {
                Lake = lake.Snapshot,
                Datasets = LakeFolder.Datasets,
                Sets = Contracts.Sets,
                // As counted: these tests are of roll-up.
                Measures = [LakeFolder.Measures.Single(known => known.Id == measure) with { Disclosure = "none" }],
                AsOf = asOf,
                Created = asOf,
            },
            output.Path, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Empty(publication.Notes);
        var file = Path.Combine(output.Path, publication.Files.Single(file => file.Set == "summaries").FileName);
        using var duck = Duck.Open();
        return duck.Rows(string.Format(CultureInfo.InvariantCulture, query, $"read_parquet({Duck.Literal(file)})"), row);
    }
}
