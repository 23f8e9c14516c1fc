using System.Globalization;
using System.Text;
using Outcomes.Analytics.Effects;

namespace Outcomes.Benchmarks.Simulation;

/// <summary>The simulation's tables, and whether each demand holds within 2 Monte Carlo standard errors.</summary>
public static class SimulationReport
{
    public static void Write(IReadOnlyList<Cell> cells, long seed, int replications, TimeSpan took)
    {
        var csv = new StringBuilder("cell,effect,replications,coverage,width,p_below_05,claimed_right,claimed_wrong,refused\n");
        var table = new StringBuilder("| cell | δ | coverage | width | p ≤ .05 | claimed | refused |\n|---|---|---|---|---|---|---|\n");
        foreach (var cell in cells)
        {
            bool Claimed(Drawn draw) => Cell.Claims(draw, draw.P);
            var (right, wrong) = (cell.Share(draw => Claimed(draw) && draw.Up && cell.Effect > 0), cell.Share(draw => Claimed(draw) && !(draw.Up && cell.Effect > 0)));
            var (coverage, width, raw, refused) = (cell.Share(draw => draw.Covers), cell.Draws.Average(draw => draw.Width), cell.Share(draw => draw.P <= .05), cell.Share(draw => draw.Refused));
            csv.Append(CultureInfo.InvariantCulture, $"{cell.Name},{cell.Effect},{cell.Draws.Count},{coverage:0.0000},{width:0.0000},{raw:0.0000},{right:0.0000},{wrong:0.0000},{refused:0.0000}\n");
            table.Append(CultureInfo.InvariantCulture, $"| {cell.Name} | {cell.Effect} | {coverage:0.000} | {width:0.000} | {raw:0.000} | {right + wrong:0.000} | {refused:0.000} |\n");
        }
        var text = FormattableString.Invariant($"""
            # Planted truth

            `dotnet run -c Release --project tests/benchmarks -- simulate {seed} {replications}{(cells.Select(cell => cell.Aim.Name).Distinct().ToArray() is var drawn && drawn.Length < PlantedAim.All.Length ? " " + string.Join(' ', drawn) : "")}`: {replications} replications a cell, {took.TotalSeconds:0} s on {Environment.ProcessorCount} shared cores.
            Coverage is of the 95 % interval; claimed is by the claim rule (for δ = 0: falsely); refused would come out `not_assessed`. Limits ± 2 Monte Carlo standard errors.

            {Demands(cells)}
            {table}
            """);
        Console.WriteLine(text);
        if (Report.Root is not { } root)
            return;
        // One report a seed; a part of the shapes has one of its own.
        var shapes = cells.Select(cell => cell.Aim.Name).Distinct().ToArray();
        var name = (seed == 1 ? "simulate" : $"simulate-{seed.ToString(CultureInfo.InvariantCulture)}") + (shapes.Length == PlantedAim.All.Length ? "" : $"-{string.Join('-', shapes)}");
        File.WriteAllText(Path.Combine(root, $"tests/benchmarks/results/{name}.md"), text);
        File.WriteAllText(Path.Combine(root, $"tests/benchmarks/results/{name}.csv"), csv.ToString());
    }

    private static string Demands(IReadOnlyList<Cell> cells)
    {
        var text = new StringBuilder("| demand | worst | where | held |\n|---|---|---|---|\n");
        void Demand(string what, IEnumerable<(Cell Cell, double Share)> figures, double bar, bool atMost)
        {
            var all = figures.ToArray();
            if (all.Length == 0)
                return;
            var worst = atMost ? all.MaxBy(one => one.Share) : all.MinBy(one => one.Share);
            var held = all.All(one => atMost ? one.Share <= bar + one.Cell.Error(bar) : one.Share >= bar - one.Cell.Error(bar));
            text.Append(CultureInfo.InvariantCulture, $"| {what} | {worst.Share:0.000} | {worst.Cell.Name}, δ = {worst.Cell.Effect} | {(held ? "yes" : "**no**")} |\n");
        }
        var stationary = cells.Where(cell => !cell.Noise.IsRandomWalk).ToArray();
        var tight = stationary.Where(cell => cell.Noise.Name is "moderate" or "strong").ToArray();
        var loose = stationary.Except(tight).ToArray();
        IEnumerable<(Cell, double)> Coverage(IEnumerable<Cell> of) => of.Select(cell => (cell, cell.Share(draw => draw.Covers)));
        IEnumerable<(Cell, double)> Claimed(IEnumerable<Cell> of) => of.Select(cell => (cell, cell.Share(draw => Cell.Claims(draw, draw.P))));
        Demand("coverage ≥ .93, all but random walk", Coverage(stationary), .93, atMost: false);
        Demand("coverage ≤ .97, moderate and strong", Coverage(tight), .97, atMost: true);
        Demand("coverage ≤ .99, none and mild", Coverage(loose), .99, atMost: true);
        Demand("false claims ≤ .05, all but random walk", Claimed(stationary.Where(cell => cell.Effect == 0)), .05, atMost: true);
        Demand("false claims of a step on a random walk, alone, ≤ .05", Claimed(cells.Where(cell => cell.Noise.IsRandomWalk && cell.Effect == 0 && cell.Aim is { Length: null, Comparisons: 0 })), .05, atMost: true);
        Demand("a step on a random walk, alone, is refused (≥ .95)", cells.Where(cell => cell.Name == "Wstep:rw").Select(cell => (cell, cell.Share(draw => draw.Refused))), .95, atMost: false);
        Demand("false claims among lone steps that are assessed, all but random walk, ≤ .05",
            stationary.Where(cell => cell is { Effect: 0, Aim: { Length: null, Comparisons: 0 } }).Select(cell => cell with { Draws = [.. cell.Draws.Where(draw => !draw.Refused)] }).Where(cell => cell.Draws.Count > 0)
                .Select(cell => (cell, cell.Share(draw => Cell.Claims(draw, draw.P)))), .05, atMost: true);
        Demand("power, Wcits:strong, δ = .1, ≥ .80", Claimed(cells.Where(cell => cell is { Name: "Wcits:strong", Effect: .1 })), .80, atMost: false);
        Demand("power, Wpulse:moderate, δ = .2, ≥ .85", Claimed(cells.Where(cell => cell is { Name: "Wpulse:moderate", Effect: .2 })), .85, atMost: false);
        return text.Append(Panels([.. stationary.Where(cell => cell.Effect == 0)], [.. stationary.Where(cell => cell.Effect == .1)])).ToString();
    }

    /// <summary>Families of 20 aims, drawn across the cells: all without effect, and 4 with.</summary>
    private static string Panels(IReadOnlyList<Cell> nulls, IReadOnlyList<Cell> effects)
    {
        static IEnumerable<(Cell Cell, Drawn Draw)> Dealt(IReadOnlyList<Cell> cells) =>
            Enumerable.Range(0, cells.Count == 0 ? 0 : cells[0].Draws.Count).SelectMany(i => cells.Select(cell => (cell, cell.Draws[i])));
        static bool[] Claims((Cell Cell, Drawn Draw)[] panel) =>
            [.. Multiplicity.BenjaminiHochberg([.. panel.Select(one => one.Draw.Refused ? 1 : one.Draw.P)]).Zip(panel, (p, one) => Cell.Claims(one.Draw, p))];

        var panels = Dealt(nulls).Chunk(20).Where(panel => panel.Length == 20).ToArray();
        if (panels.Length == 0)
            return "";
        var any = panels.Count(panel => Claims(panel).Any(claimed => claimed)) / (double)panels.Length;
        var held = any <= .05 + (2 * Math.Sqrt(.05 * .95 / panels.Length));
        var mixed = Dealt(nulls).Chunk(16).Zip(Dealt(effects).Chunk(4)).Where(pair => pair.First.Length == 16 && pair.Second.Length == 4)
            .Select(pair => Claims([.. pair.First, .. pair.Second])).ToArray();
        var discoveries = mixed.Where(claims => claims.Any(claimed => claimed)).Select(claims => claims[..16].Count(claimed => claimed) / (double)claims.Count(claimed => claimed));
        return FormattableString.Invariant($"| any false claim in {panels.Length} families of 20 without effect ≤ .05 | {any:0.000} | all cells | {(held ? "yes" : "**no**")} |\n")
            + FormattableString.Invariant($"| false among claims, {mixed.Length} families of 16 without and 4 with δ = .1, ≤ .05 | {discoveries.Sum() / mixed.Length:0.000} | all cells | {(discoveries.Sum() / mixed.Length <= .05 ? "yes" : "**no**")} |\n");
    }
}
