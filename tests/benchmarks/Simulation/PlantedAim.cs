using MathNet.Numerics.Random;
using Outcomes.Analytics.Effects;

namespace Outcomes.Benchmarks.Simulation;

/// <summary>A shape of series and campaign.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Weeks">Weeks of history.</param>
/// <param name="Starts">Week the campaign starts in.</param>
/// <param name="Length">Weeks it lasts; null for a step.</param>
/// <param name="Comparisons">Comparison series.</param>
/// <param name="Candidates">Series that comparisons are matched from, where none are declared.</param>
public sealed record PlantedAim(string Name, int Weeks, int Starts, int? Length, int Comparisons, int Candidates = 0)
{
    public static readonly PlantedAim[] All =
    [
        new("Wstep", 156, 104, null, 0), new("Wshort", 52, 36, null, 0), new("Wpulse", 130, 110, 6, 0), new("Dpulse", 104, 84, 4, 0), new("Wcits", 156, 104, null, 3),
        new("Wmatch", 130, 110, 6, 0, 10),
    ];

    public static PlantedAim Of(string name) => All.Single(one => one.Name == name);

    /// <summary>One replication. The same numbers for the same seed, whatever ran before it.</summary>
    public Aim Draw(long seed, int replication, Noise noise, double effect)
    {
        var random = new Xoshiro256StarStar(Seed(seed, replication, noise, effect), threadSafe: false);
        var (from, to) = (7 * Starts, 7 * (Starts + (Length ?? 1000)));
        var counts = PlantedTown.Counts(random, 7 * Weeks, noise, day => day >= from && day < to ? effect : 0, Comparisons + Candidates);
        var series = counts.Select((days, i) => new Series(i == 0 ? "the service" : $"comparison {i}", WeeklyTotals.Of(days))).ToArray();
        var timeline = new Timeline(Grain.Week, PlantedTown.First, Weeks);
        var aim = new Aim
        {
            Campaign = new Campaign("planted", "Planted", timeline.Start(Starts), timeline.End(Starts + (Length ?? 1) - 1), Length is null ? "service_change" : "communication"),
            Timeline = timeline,
            Outcome = series[0],
            Comparisons = series[1..(Comparisons + 1)],
            Calendar = CalendarTerms.Of(timeline, Holidays.Bank, Holidays.School),
            Expected = Direction.Increase,
            JudgeOn = timeline.Start(Weeks),
        };
        return Candidates == 0 ? aim : aim with { Comparisons = Matching.Choose(aim, series[1..]), Matched = true };
    }

    private int Seed(long seed, int replication, Noise noise, double effect)
    {
        // Mixed by hand (FNV-1a): string.GetHashCode differs from run to run.
        var hash = 2166136261u;
        foreach (var letter in FormattableString.Invariant($"{seed}/{Name}/{noise.Name}/{effect}/{replication}"))
            hash = (hash ^ letter) * 16777619u;
        return (int)hash;
    }
}
