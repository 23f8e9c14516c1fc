using System.Globalization;
using Outcomes.Analytics.Effects;

namespace Outcomes.Tests.Analytics.Effects;

public class SentenceTests
{
    private static readonly Words Words = new("Bookings", "leisure", "bookings");

    private static CampaignCost Cost(decimal pounds) => new(pounds, pounds, pounds, "as declared");

    [Fact]
    public void It_worked()
    {
        var assessment = AssessmentTests.Judge(AssessmentTests.Planted(0.3));

        Assert.Matches("""
            ^\*\*It worked, on this evidence\.\*\* Bookings in leisure was \d\d % higher than expected without Planted, 12 February 2024 to 24 March 2024: about [\d,]+ bookings more \(likely between [\d,]+ and [\d,]+\)\. Evidence: limited\. No comparison area: anything else that began in the same week would look the same\.$
            """.Trim(), Sentence.Of(assessment, Words));
    }

    [Fact]
    public void It_worked_against_comparisons_after_a_change_and_its_money()
    {
        var aim = AssessmentTests.Planted(0.3, "Wcits") with { Registration = new Registration(new DateOnly(2023, 12, 1), new DateOnly(2024, 2, 3)) };

        var text = Sentence.Of(AssessmentTests.Judge(aim), Words with { Cost = Cost(41000), Measures = 3 });

        Assert.Contains("expected after Planted changed, 1 January 2024 to 29 December 2024: about", text, StringComparison.Ordinal);
        Assert.DoesNotContain("campaign", text, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("Compared with comparison 1, comparison 2, comparison 3, which did not get it. 3 measures were tested; this is the primary. Cost £41,000 (as declared), £", text, StringComparison.Ordinal);
        Assert.Matches(@"£[\d.]+ per extra booking \(£[\d.]+–£[\d.]+\)\. Registered before the start\. Window changed on 3 February 2024\.$", text);
    }

    [Fact]
    public void A_cost_that_is_not_known_says_why_and_gives_no_cost_per_outcome()
    {
        var text = Sentence.Of(AssessmentTests.Judge(AssessmentTests.Planted(0.3)), Words with { Cost = new(null, null, null, "5 hours of the resource ledger (moderate) have no rate") });

        Assert.EndsWith("The cost is not known: 5 hours of the resource ledger (moderate) have no rate.", text, StringComparison.Ordinal);
        Assert.DoesNotContain("£", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Money_counted_in_pence_is_told_in_pounds_and_so_is_what_a_pound_of_it_cost()
    {
        var assessment = AssessmentTests.Judge(AssessmentTests.Planted(0.3));
        var pounds = assessment.Estimate!.Extra / 100;

        var text = Sentence.Of(assessment, Words with { Measure = "Income", Unit = "pounds", Scale = 0.01, Cost = Cost(500) });

        Assert.Contains($": about {Math.Round(pounds):#,##0} pounds more (likely between ", text, StringComparison.Ordinal);
        Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"Cost £500 (as declared), £{500 / pounds:#,##0.00} per extra pound ("), text, StringComparison.Ordinal);
    }

    [Fact]
    public void It_went_the_wrong_way()
    {
        var assessment = AssessmentTests.Judge(AssessmentTests.Planted(-0.3));

        Assert.Matches(@"^\*\*It went the wrong way\.\*\* Bookings in leisure was \d\d % lower than expected \(likely between [\d.]+ % and [\d.]+ %\)\. Evidence: limited\. .*Check before repeating it\. Cost £500 \(as declared\)\. Cost per outcome is not given: no improvement was shown\.$",
            Sentence.Of(assessment, Words with { Cost = Cost(500) }));
    }

    [Fact]
    public void No_change_worth_having() =>
        Assert.Matches(@"^\*\*No change worth having\.\*\* Any change in bookings was between -?[\d.]+ % and [\d.]+ %; you said 40 % would be worth having\. Evidence: limited\.$",
            Sentence.Of(AssessmentTests.Judge(AssessmentTests.Planted(0) with { WorthDetecting = 0.40 }), Words));

    [Fact]
    public void We_cannot_tell() =>
        Assert.Matches(@"^\*\*We can't tell\.\*\* The change could be anything from -[\d.]+ % to [\d.]+ %\. A change under [\d.]+ % would not show in 1\d\d weeks of this series\. This is not evidence that it failed\. To find out: run it again with areas or services that do not get it, to compare with\.$",
            Sentence.Of(AssessmentTests.Judge(AssessmentTests.Planted(0) with { WorthDetecting = 0.02 }), Words));

    [Fact]
    public void Too_early_and_not_assessed()
    {
        var aim = AssessmentTests.Planted(0);

        Assert.Equal("**Too early.** It ends 24 March 2024; the verdict comes on 1 July 2024.", Sentence.Of(AssessmentTests.Judge(aim, aim.Campaign.Ends), Words with { Cost = Cost(5) }));
        Assert.Equal("**Not assessed:** the definition changed on 2024-02-12.", Sentence.Of(AssessmentTests.Judge(aim with { Breaks = [aim.Campaign.Starts] }), Words));
    }

    [Fact]
    public void An_association_says_no_more_than_it_is() =>
        Assert.Equal("Clicks and bookings moved together, 1 week apart. This does not show that one caused the other.", Sentence.OfAssociation("Clicks", "bookings", 1));

    [Fact]
    public void Evidence_falls_a_grade_for_each_weakness()
    {
        var compared = AssessmentTests.Planted(0.3, "Wcits") with { Registration = new Registration(new DateOnly(2023, 12, 1)) };

        string Grade(Aim aim) => AssessmentTests.Judge(aim).Evidence!.Grade;
        Assert.Equal("strong", Grade(compared));
        Assert.Equal("fair", Grade(compared with { Registration = null }));
        Assert.Equal("fair", Grade(compared with { Registration = new Registration(compared.Campaign.Starts.AddDays(1)) }));
        Assert.Equal("limited", Grade(compared with { Registration = null, Breaks = [compared.Timeline.Start(20)] }));
        Assert.Equal("weak", Grade(compared with { Registration = null, Breaks = [compared.Timeline.Start(20)], Others = [new Campaign("x", "X", compared.Timeline.Start(30), compared.Timeline.End(33))] }));
    }
}
