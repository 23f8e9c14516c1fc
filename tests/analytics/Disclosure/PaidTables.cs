using Google.OrTools.LinearSolver;
using Outcomes.Analytics;
using Outcomes.Analytics.Disclosure;

namespace Outcomes.Tests.Analytics.Disclosure;

/// <summary>What contributors paid in one month of an invented council, in pence, by service and area; and what the second largest of a figure makes of what is published.</summary>
internal sealed class PaidTables
{
    /// <summary>About how much one adds: £10.</summary>
    public const long Unit = 1000;

    /// <summary>In units, more than anybody paid: the solver does not tell what has no bound from what cannot be.</summary>
    private const double Endless = 1e6;

    private static readonly Level[] Levels = [.. Level.Of(Contracts.Measure("count", "pounds", "{month: [[service, area]]}", "select 1") with { Disclosure = "event_count" }, [])];
    private static readonly string[] Names = [.. Levels.Select(level => level.Name).Distinct()];
    private readonly List<(int Contributor, int Service, int Area, long Pence)> paid = [];

    /// <param name="seed">Equal seeds give equal tables.</param>
    public PaidTables(int seed)
    {
        var random = new Random(seed);
        var (services, areas) = (1 + random.Next(2), 3 + random.Next(4));
        // Mostly small payers; a few pay much, some of them in several areas; some get a part of it back.
        for (var service = 0; service < services; service++)
            for (var area = 0; area < areas; area++)
                for (var payers = 5 + random.Next(20); payers > 0; payers--)
                    paid.Add((paid.Count, service, area, 500 + random.Next(20_000)));
        for (var firm = 0; firm < 1 + random.Next(4); firm++)
            for (var (contributor, places) = (paid.Count, 1 + random.Next(3)); places > 0; places--)
            {
                var (service, area, pence) = (random.Next(services), random.Next(areas), (long)Math.Exp(9 + (5 * random.NextDouble())));
                paid.Add((contributor, service, area, pence));
                if (random.Next(4) == 0)
                    paid.Add((contributor, service, area, -pence / 2));
            }
    }

    /// <summary>Adds what somebody new paid later, where somebody paid before.</summary>
    public void PayLate(Random random, long pence) => paid.Add((paid.Count, paid[random.Next(paid.Count)].Service, paid[random.Next(paid.Count)].Area, pence));

    public TableInput Input(DisclosureRule rule)
    {
        var cells = Levels.SelectMany(level => paid.Select(payment => CellOf(level, payment.Service, payment.Area))).Distinct().ToArray();
        var rows = new List<InputRow>();
        foreach (var grain in Levels.Select(level => TableSystem.GrainOf(level.Grain)).Distinct())
            foreach (var (cell, at) in cells.Select((cell, at) => (cell, at)))
            {
                var gave = GaveIn(cell).Values.Select(Math.Abs).OrderDescending().ToArray();
                rows.Add(new(at, grain, Periods.StartOf(grain, new(2026, 3, 1)).DayNumber, GaveIn(cell).Values.Sum(), 0, RowState.Shown, gave[0],
                    rule.Margin(gave.Sum(), gave[0], gave.ElementAtOrDefault(1), gave.Take(rule.Largest).Sum())));
            }
        return new(Levels, cells, Names, (area, _) => area, rows, Parts.Count, AddsOverTime: true)
        {
            Units = [Unit, Unit, Unit],
            Keys = [.. Enumerable.Range(0, cells.Length).Select(cell => (ulong)cell)],
            Names = [.. cells.Select(cell => $"{cell}")],
            HasContributors = true,
        };
    }

    /// <summary>What each contributor gave of a figure, refunds taken off.</summary>
    public Dictionary<int, long> GaveIn(Cell cell) => paid.Where(payment => Lies(payment.Service, payment.Area, cell)).GroupBy(payment => payment.Contributor).ToDictionary(of => of.Key, of => of.Sum(payment => payment.Pence));

    /// <summary>
    /// The most that a figure can be to somebody who knows every published figure, the rule, and what he gave himself: a linear programme over the leaves, written apart from the product.
    /// </summary>
    /// <param name="system">The figures, with what is shown of each.</param>
    /// <param name="rule">The rule.</param>
    /// <param name="row">The figure.</param>
    /// <param name="who">Who asks; -1: a reader who gave nothing.</param>
    public double MostTo(TableSystem system, DisclosureRule rule, int row, int who)
    {
        using var solver = Solver.CreateSolver("GLOP");
        var leaves = Leaves().ToDictionary(leaf => leaf, leaf => solver.MakeNumVar(Math.Max(0, GaveIn(leaf).GetValueOrDefault(who)) / (double)Unit, Endless, $"{leaf}"));
        for (var shown = 0; shown < system.RowCount; shown++)
            if (system.State[shown] == RowState.Shown)
            {
                // 0, or what is over £70, to the nearest £50.
                var (held, half) = (system.Held[shown], rule.Base * Unit / 2);
                var reads = (held + half) / (2 * half) * (2 * half);
                using var sum = solver.MakeConstraint(held == 0 ? 0 : Math.Max((rule.Threshold * Unit) + 1, reads - half) / (double)Unit, held == 0 ? 0 : (reads + half) / (double)Unit);
                foreach (var (leaf, amount) in leaves.Where(leaf => Lies(leaf.Key.Service, leaf.Key.Area, system.CellOf(shown))))
                    sum.SetCoefficient(amount, 1);
            }
        using var most = solver.Objective();
        foreach (var (_, amount) in leaves.Where(leaf => Lies(leaf.Key.Service, leaf.Key.Area, system.CellOf(row))))
            most.SetCoefficient(amount, 1);
        most.SetMaximization();
        Assert.Equal(Solver.ResultStatus.OPTIMAL, solver.Solve());
        return most.Value() * Unit;
    }

    private IEnumerable<Cell> Leaves() => paid.Select(payment => CellOf(Levels.First(level => level.Name == "service_area"), payment.Service, payment.Area)).Distinct();

    private static bool Lies(int service, int area, Cell cell) => (cell.Service < 0 || cell.Service == service) && (cell.Area < 0 || cell.Area == area);

    private static Cell CellOf(Level level, int service, int area) => new(Array.IndexOf(Names, level.Name), level.Service ? service : -1, level.Area is null ? -1 : area, -1, -1);
}
