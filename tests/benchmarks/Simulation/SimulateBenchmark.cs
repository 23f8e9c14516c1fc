using System.Diagnostics;

namespace Outcomes.Benchmarks.Simulation;

/// <summary>Effects planted in made-up towns: how often intervals hold the truth, and how often something is claimed that is not so.</summary>
public static class SimulateBenchmark
{
    private static readonly double[] Effects = [0, .1, .2];

    /// <summary>Draws every cell and writes simulate.csv (a row per cell) and simulate.md.</summary>
    /// <param name="seed">First number of every seed.</param>
    /// <param name="replications">Replications per cell.</param>
    /// <param name="only">Shapes to draw; none: all.</param>
    public static void Run(long seed, int replications, IReadOnlyList<string> only)
    {
        var watch = Stopwatch.StartNew();
        var cells = new List<Cell>();
        foreach (var effect in Effects)
        {
            foreach (var aim in PlantedAim.All.Where(aim => only.Count == 0 || only.Contains(aim.Name)))
                foreach (var noise in Noise.All)
                {
                    cells.Add(Cell.Draw(aim, noise, effect, seed, 0, replications));
                    Console.Error.WriteLine($"{cells[^1].Name} {effect} {watch.Elapsed.TotalSeconds:0} s");
                }
            // After each effect, so that a run cut short leaves what it found.
            SimulationReport.Write(cells, seed, replications, watch.Elapsed);
        }
    }
}
