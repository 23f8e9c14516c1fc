using Outcomes.Functions;

namespace Outcomes.Tests.Functions.SampleCouncils;

public sealed class DiceTests
{
    [Fact]
    public void Throws_are_splitmix64_seeded_by_the_fnv_1a_hash_of_the_cell()
    {
        // Worked out in Python with whole numbers modulo 2^64, by a function that gives 6457827717110365317 first for the seed 1234567,
        // as splitmix64 must.
        var dice = new Dice("contacts waste web Abbey 739000");

        Assert.Equal([0.458795134441217, 0.03880791222266755, 0.37780243806792946], [dice.Unit(), dice.Unit(), dice.Unit()]);
    }

    [Theory]
    [InlineData(0.4)]
    [InlineData(9)]
    [InlineData(700)]
    public void Counts_vary_about_their_mean_as_independent_events_do(double mean)
    {
        var counts = Enumerable.Range(0, 10_000).Select(cell => (double)new Dice($"cell {cell}").Count(mean)).ToList();

        var variance = counts.Average(count => (count - mean) * (count - mean));
        Assert.InRange(counts.Average(), mean - 5 * Math.Sqrt(mean / 10_000), mean + 5 * Math.Sqrt(mean / 10_000));
        Assert.InRange(variance, mean * 0.8, mean * 1.1);
    }

    [Fact]
    public void Nothing_to_expect_gives_nothing() =>
        Assert.All(Enumerable.Range(0, 100), cell => Assert.Equal(0, new Dice($"cell {cell}").Count(0)));
}
