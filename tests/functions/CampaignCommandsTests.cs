using System.Globalization;
using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Time.Testing;
using Outcomes.Functions;

namespace Outcomes.Tests.Functions;

/// <summary>register, plan and evaluate, by the command line over a small council of its own.</summary>
public sealed class CampaignCommandsTests : IDisposable
{
    private static readonly DateOnly From = new(2022, 1, 3);

    private readonly TempFolder folder = new();
    private readonly FakeTimeProvider time = new(new(2024, 1, 29, 9, 0, 0, TimeSpan.Zero));

    public CampaignCommandsTests()
    {
        File.WriteAllText(folder["sources/calls.sql"], """
            -- title: Calls
            -- dataset: service_contacts
            -- files: calls.csv
            -- columns: {day: date, calls: integer}
            -- absent: missing
            -- mode: replace
            -- owner: calls@council.example

            select day as date, 'bins' as service, 'phone' as channel, calls as contacts from raw
            """);
        File.WriteAllText(folder["data/campaigns.csv"], """
            campaign,title,kind,objective,audiences,platforms,starts_on,ends_on,cost_gbp
            posters,Posters <b>and</b> [leaflets](http://evil.example),communication,fewer-calls,residents,facebook,2024-02-12,2024-03-24,4000
            later,Later,event,,,,2026-01-01,2026-01-31,
            """);
        File.WriteAllText(folder["data/campaign_aims.csv"], "campaign,measure,service,area,audience,role,expected\nposters,contacts,bins,,,primary,decrease\nlater,contacts,bins,,,primary,increase\n");
        File.WriteAllText(folder["data/objectives.csv"], "objective,title,purpose,measure,service,baseline,target,target_date,path,owner\nfewer-calls,Fewer calls about bins,change,contacts,bins,1000,900,2025-03-31,straight,bins@council.example\n");
        File.WriteAllText(folder["data/social_accounts.csv"], "account,platform,handle,owner_type,audience,hosting,service\nfacebook:us,facebook,us,council,external,existing,\n");
        var calls = new StringBuilder("day,calls\n");
        for (var day = From; day < new DateOnly(2024, 6, 1); day = day.AddDays(1))
        {
            // No chance in it but a little scatter that any council's figures have: a fifth fewer calls for the six weeks of the campaign.
            var usual = 200 + (40 * Math.Sin(2 * Math.PI * day.DayOfYear / 365)) + (day.DayNumber * 7919 % 23) - 11;
            calls.Append(CultureInfo.InvariantCulture, $"{day:yyyy-MM-dd},{(int)(day >= new DateOnly(2024, 2, 12) && day <= new DateOnly(2024, 3, 24) ? 0.8 * usual : usual)}\n");
        }
        File.WriteAllText(folder["calls.csv"], calls.ToString());
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_campaign_is_registered_judged_and_evaluated_in_the_order_of_the_field_without_saying_more_than_its_verdict()
    {
        await RunAsync("ingest");
        var registered = await RunAsync("register posters");
        Assert.Matches("^posters is registered on 2024-01-29: [0-9a-f]{64}\\.\n", registered.Output);
        Assert.Contains("\"expected\":\"decrease\"", registered.Output);
        Assert.StartsWith("posters is registered as it stands since 2024-01-29", (await RunAsync("register posters")).Output);

        time.Advance(TimeSpan.FromDays(120));
        await RunAsync("publish");
        var evaluated = await RunAsync($"evaluate posters --out {folder["out"]}");

        Assert.Equal(0, evaluated.Code);
        var markdown = File.ReadAllText(folder["out/posters.md"]);
        Assert.Equal(["Objectives", "Inputs", "Outputs", "Out-takes", "Outcomes", "Impact", "Learning"],
            markdown.Split('\n').Where(line => line.StartsWith("## ", StringComparison.Ordinal)).Select(line => line[3..]));
        Assert.Contains("Objective: Fewer calls about bins.", markdown);
        Assert.Contains("Cost: £4,000 (money as declared; the resource ledger says nothing of it).", markdown);
        Assert.Contains("It was registered on 29 January 2024, before the start, and kept as it was registered.", markdown);
        Assert.Contains("It worked, on this evidence. Contacts in bins was 2", markdown);
        Assert.Contains("Evidence: fair.", markdown);
        Assert.Contains("No measure of impact was among its aims; nothing is said of it.", markdown);
        Assert.DoesNotMatch("(?i)significant|no effect|proved|p-value", markdown);

        var html = File.ReadAllText(folder["out/posters.html"]);
        Assert.DoesNotContain("<b>", html);
        Assert.DoesNotContain("href=\"http://evil", html);
        Assert.Contains("<svg role=\"img\" aria-label=\"Contacts by week: observed against expected. Of 6 periods in which an effect may be seen, 0 lie above the band and 6 below it.\"", html);
        Assert.Single(Directory.GetFiles(folder["out"], "chart-*.svg"));
    }

    [Fact]
    public async Task A_campaign_that_is_not_over_says_only_that_it_is_too_early()
    {
        await RunAsync("ingest");
        await RunAsync("publish");
        await RunAsync($"evaluate later --out {folder["out"]}");

        var markdown = File.ReadAllText(folder["out/later.md"]);
        Assert.Contains("Too early. It ends 31 January 2026; the verdict comes on 2 March 2026.", markdown);
        Assert.Contains("No objective was set.", markdown);
        Assert.DoesNotContain("%.", markdown.Split("## Outcomes")[1], StringComparison.Ordinal);
        Assert.DoesNotContain("chart-", markdown);
    }

    [Fact]
    public async Task A_plan_says_what_could_be_shown_and_how_long_it_would_take()
    {
        await RunAsync("ingest");

        var plan = await RunAsync("plan --measure contacts --service bins --weeks 6");

        Assert.Equal(0, plan.Code);
        Assert.Matches("""
            ^Contacts in bins: 12\d weeks of figures, with nothing to compare with\.
            A campaign of 6 weeks, watched for 4 weeks more, would show a change of [\d.]+ % or more about 8 times in 10, were it the only aim of its financial year \(more aims ask for more\); a smaller one would mostly not be told from chance\.
            To show 10 % it would have to run 4 weeks\.
            """.Trim().ReplaceLineEndings("\n"), plan.Output.ReplaceLineEndings("\n"));
    }

    [Theory]
    [InlineData("register nobody", "No campaign with an aim is named 'nobody'; there are: later, posters.")]
    [InlineData("evaluate posters", "Nothing is published yet; run 'publish' first.")]
    [InlineData("plan --measure nothing --service bins --weeks 6", "No measure is named 'nothing'; allowed: ")]
    [InlineData("plan --measure contacts --service moon --weeks 6", "There are no figures of Contacts for moon; services with figures: bins.")]
    [InlineData("plan --measure contacts --service bins --weeks 0", "--weeks is 0; allowed: 1 to 104.")]
    [InlineData("plan --measure followers --weeks 6", "Followers is a level, which cannot be judged by weeks")]
    [InlineData("plan --measure contacts --service bins --worth 0", "--worth is 0; allowed: a per cent above 0")]
    public async Task What_cannot_be_done_says_what_can(string line, string told)
    {
        await RunAsync("ingest");

        var (code, _, error) = await RunAsync(line);

        Assert.Equal(2, code);
        Assert.Contains(told, error);
    }

    private async Task<(int Code, string Output, string Error)> RunAsync(string line)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var code = await Commands.RunAsync([.. line.Split(' '), "--council", folder.Path, "--data", folder["kept"]], new ConfigurationBuilder().Build(), time, new Terminal(output, error), TestContext.Current.CancellationToken);
        return (code, output.ToString(), error.ToString());
    }
}
