using System.Text;
using MathNet.Numerics.Random;
using Outcomes.Benchmarks.Simulation;

namespace Outcomes.Tests.Analytics.Effects;

/// <summary>What a campaign is compared with, and what only moved beside it.</summary>
public sealed class LakeComparisonTests : LakeEffects
{
    [Fact]
    public void Comparisons_that_are_not_declared_are_matched_on_the_time_before_and_what_came_after_has_no_say()
    {
        Lake.Add("services", "data_services", "service,title\nbins,Bins\nparks,Parks\nroads,Roads\ntrees,Trees\n");
        Contacts(Lake, Counts);
        Campaigns("posters,Posters,communication", "posters,made_up,bins,,increase,,");
        const string Chosen = "select comparison, compared_with from effects";
        var chosen = Effects(Publish(JudgeOn), Chosen);

        using var other = new LakeFolder().Add("services", "data_services", "service,title\nbins,Bins\nparks,Parks\nroads,Roads\ntrees,Trees\n");
        Contacts(other, [Counts[0], .. Counts[1..].Select((counts, i) => counts.Select((count, day) => day >= 7 * Starts ? count * (i + 2) : count).ToArray())]);
        Campaigns("posters,Posters,communication", "posters,made_up,bins,,increase,,", other);

        Assert.StartsWith("matched | ", chosen.Single());
        Assert.Equal(chosen, Effects(Publish(JudgeOn, lake: other), Chosen));
    }

    [Fact]
    public void Declared_comparisons_are_used_and_one_that_was_treated_is_refused()
    {
        Contacts(Lake, Counts);
        Lake.Add("campaigns", "data_campaigns", $"campaign,title,kind,starts_on,ends_on\nposters,Posters,communication,{From:O},{To:O}\nleaflets,Leaflets,communication,{From:O},{To:O}\n");
        Lake.Add("campaign_aims", "data_campaign_aims", "campaign,measure,service,expected,comparison_services\nposters,made_up,bins,increase,parks;roads\nleaflets,made_up,trees,increase,bins;roads\n");

        Assert.Equal(["leaflets | not_assessed | the comparison area was also treated: bins | declared", "posters | increased | null | declared"],
            Effects(Publish(JudgeOn), "select campaign, verdict, reason, comparison from effects order by 1"));
        Assert.Equal(["parks; roads | true"], Effects(Publish(JudgeOn), "select compared_with, space_p is not null from effects where campaign = 'posters'"));
    }

    [Fact]
    public void What_moves_together_some_weeks_apart_is_an_association_and_what_does_not_is_none()
    {
        var random = new Xoshiro256StarStar(3, threadSafe: false);
        var posts = Enumerable.Range(0, Weeks).Select(_ => 5 + random.Next(15)).ToArray();
        var days = new StringBuilder("account,date,posts\n");
        for (var day = 0; day < 7 * Weeks; day++)
            days.Append(Invariant($"facebook:us,{PlantedTown.First.AddDays(day):yyyy-MM-dd},{(day % 7 == 0 ? posts[day / 7] : 0)}\n"));
        Lake.Add("social_accounts", "data_social_accounts", "account,platform\nfacebook:us,facebook\n").Add("social_account_days", "facebook", days.ToString());
        // Calls about bins rise with the posts of two weeks before; those about parks do as they like.
        Contacts(Lake, [.. Counts[..2].Select((counts, service) => counts.Select((count, day) => count is null ? count : Math.Round(count.Value * (service == 0 && day >= 14 ? Math.Exp(0.3 * Math.Log(posts[(day / 7) - 2] / 12.0)) : 1))).ToArray())]);

        var publication = Publish(JudgeOn);

        Assert.Equal(["posts | made_up | bins | 2 | association | Posts and made up in bins moved together, 2 weeks apart. This does not show that one caused the other."],
            Effects(publication, "select activity, measure, service, lag, label, sentence from associations where associated"));
        Assert.Equal(["18 | 18 | true"], Effects(publication, "select count(*), any_value(tried), bool_and(adjusted_p >= p) from associations"));
    }
}
