using System.Globalization;
using Outcomes.Functions;

namespace Outcomes.Tests.Functions.SampleCouncils;

/// <summary>What the campaigns of Sampleton were made to do is recovered, and what did nothing is not claimed; the truth is read from where it was planted.</summary>
[Collection(typeof(SampleCouncilPublishedTests.AsCounted))]
public sealed class SampleCouncilEffectsTests(SampleCouncilPublishedTests.Sampleton town)
{
    private static readonly DateOnly From = new(2023, 11, 1);

    public static TheoryData<string> Campaigns => [.. Planted.Over(From).Select(campaign => campaign.Campaign)];

    [Theory]
    [MemberData(nameof(Campaigns))]
    public void What_was_planted_is_recovered_and_nothing_else_is_claimed(string campaign)
    {
        var planted = Planted.Over(From).Single(one => one.Campaign == campaign);
        var truth = 100 * (Truth(planted) - 1);
        var cells = Assert.Single(town.Council.Served($"select verdict, percent_low, percent_high, intended, sentence from effects where campaign = '{campaign}' and current")).Split(" | ");
        var (verdict, sentence) = (cells[0], cells[4]);
        Assert.False(verdict is "not_assessed" or "too_early", sentence);
        var (low, high) = (double.Parse(cells[1], CultureInfo.InvariantCulture), double.Parse(cells[2], CultureInfo.InvariantCulture));

        Assert.True(low <= truth && truth <= high, $"{truth:0.0} % was planted; {sentence}");
        if (truth == 0)
            Assert.True(verdict is "no_worthwhile_effect" or "insufficient_evidence", sentence);
        else
            Assert.Equal((truth > 0 ? "increased" : "decreased", (truth > 0) == (planted.Aim.Expected == "increase") ? "true" : "false"), (verdict, cells[3]));
    }

    /// <summary>What the aim's measure was multiplied by while the campaign worked.</summary>
    private static double Truth(Planted planted)
    {
        var effects = planted.Effects;
        double On(string figure) => effects.Single(effect => effect.Figure == figure).Factor;
        return planted.Aim.Measure switch
        {
            "digital_contact_share" => DigitalShare(planted, effects) / DigitalShare(planted, []),
            "attendance_rate" => (1 - (0.20 * On("no_show"))) / (1 - 0.20),
            "avoidable_contact_rate" => On("avoidable"),
            _ => On(planted.Aim.Measure),
        };
    }

    /// <summary>Of a day's contacts in the middle of the campaign, the share through digital channels.</summary>
    private static double DigitalShare(Planted planted, IReadOnlyList<Effect> effects)
    {
        var years = (planted.From.AddDays(40).DayNumber - From.DayNumber) / 365.25;
        var contacts = Town.Channels.ToDictionary(channel => channel.Id, channel => channel.Share * (1 + (channel.Growth * years)) * effects.Where(effect => effect.Channel == channel.Id).Select(effect => effect.Factor).FirstOrDefault(1));
        return contacts.Where(channel => channel.Key is "web" or "email" or "social").Sum(channel => channel.Value) / contacts.Values.Sum();
    }
}
