using Outcomes.Analytics.Effects;
using Outcomes.Benchmarks.Simulation;

namespace Outcomes.Tests.Analytics.Effects;

/// <summary>The simulation of tests/benchmarks, small and with a fixed seed: the same figures on every machine.</summary>
public class SimulationTests
{
    [Theory]
    [InlineData("Wpulse", "moderate")]
    [InlineData("Wcits", "strong")]
    [InlineData("Wshort", "mild")]
    public void Intervals_hold_the_truth_and_nothing_is_claimed_too_often(string shape, string noise)
    {
        var cell = Cell.Draw(PlantedAim.Of(shape), Noise.All.Single(one => one.Name == noise), 0, seed: 20, from: 0, count: 200);

        // 200 draws: ± 3 Monte Carlo standard errors about .95 and .05.
        Assert.InRange(cell.Share(draw => draw.Covers), 0.90, 0.996);
        Assert.InRange(cell.Share(draw => Cell.Claims(draw, draw.P)), 0, 0.096);
    }

    [Fact]
    public void A_step_on_a_random_walk_is_refused_without_comparisons()
    {
        var walk = Noise.All.Single(noise => noise.IsRandomWalk);

        Assert.InRange(Cell.Draw(PlantedAim.Of("Wstep"), walk, 0, seed: 20, from: 0, count: 100).Share(draw => draw.Refused), 0.9, 1);
        Assert.Equal(0, Cell.Draw(PlantedAim.Of("Wcits"), walk, 0, seed: 20, from: 0, count: 20).Share(draw => draw.Refused));
    }

    [Fact]
    public void Weeks_are_scaled_by_the_days_that_are_there()
    {
        double?[] days = [10, 10, 10, 10, 10, 20, 0, 10, 10, 10, 10, null, 20, 0, null, null, null, null, 10, 20, 0, 10];

        // Week 2 lacks a Friday that brings 10 of 70; week 3 has three days only; the last day is of no whole week.
        Assert.Equal([70, 60 * 70 / 60.0, null], WeeklyTotals.Of(days));
    }

    [Fact]
    public void The_calendar_of_a_week()
    {
        var terms = CalendarTerms.Of(new Timeline(Grain.Week, new(2023, 12, 18), 2), Holidays.Bank, Holidays.School);

        Assert.Equal([("bank holidays", 0, 2), ("school holidays", 4 / 7.0, 1), ("Christmas", 1, 7)], terms.Select(term => (term.Name, term.Values[0], term.Values[1])));
    }
}
