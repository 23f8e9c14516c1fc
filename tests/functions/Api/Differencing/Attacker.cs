using Google.OrTools.LinearSolver;

namespace Outcomes.Tests.Functions.Api.Differencing;

/// <summary>
/// Somebody who has read everything, knows the rule, which figures are sums of which, and which service's months were touched between two publications.
/// Bounds every count by interval propagation, and on connected blocks by a linear programme. Written apart from the product: shares no code with it.
/// </summary>
internal sealed class Attacker
{
    private const double Endless = 1e5, Close = 1e-6;

    private readonly Dictionary<(int Publication, Cell Cell, char Part), int> numbers = [];
    private readonly List<double> low = [], high = [];
    private readonly List<bool> hidden = [];
    private readonly List<(int Sum, int[] Parts)> equations = [];
    private readonly IReadOnlyDictionary<string, string> districtOf;
    private readonly Func<Cell, bool> changed;

    /// <param name="publications">What is published, the first first.</param>
    /// <param name="changed">Whether a figure of one service and at most one month may have changed since the first.</param>
    /// <param name="districtOf">The district of each ward.</param>
    public Attacker(IReadOnlyList<IReadOnlyDictionary<Cell, Reading>> publications, Func<Cell, bool> changed, IReadOnlyDictionary<string, string> districtOf)
    {
        (this.changed, this.districtOf) = (changed, districtOf);
        for (var publication = 0; publication < publications.Count; publication++)
            foreach (var (cell, reading) in publications[publication])
                Read(publication, cell, reading);
        for (var publication = 0; publication < publications.Count; publication++)
            foreach (var measure in publications[publication].GroupBy(figure => figure.Key.Measure))
                AddUp(publication, [.. measure.Select(figure => figure.Key)], IsShare(measure.First().Key) ? "nd" : "n");
    }

    /// <summary>How many counts are hidden, and how many equations tie them and others.</summary>
    public (int Hidden, int Equations) Size => (hidden.Count(one => one), equations.Count);

    /// <summary>The number of a count: n numerator, d denominator, r the rest of the denominator; null where nothing is published of it.</summary>
    public int? Find(int publication, Cell cell, char part) => numbers.TryGetValue(Key(publication, cell, part), out var number) ? number : null;

    /// <summary>Every hidden count, with what it is a count of.</summary>
    public IEnumerable<(int Publication, Cell Cell, char Part, int Number)> Hidden() =>
        numbers.Where(number => hidden[number.Value]).Select(number => (number.Key.Publication, number.Key.Cell, number.Key.Part, number.Value));

    /// <summary>What an equation across measures adds: one count is the sum of others, where all of them are published.</summary>
    public void Tie(int publication, Cell sum, char sumPart, IReadOnlyList<Cell> parts, char part)
    {
        if (Find(publication, sum, sumPart) is { } total && parts.Select(cell => Find(publication, cell, part)).ToArray() is var found && !Array.Exists(found, one => one is null))
            equations.Add((total, [.. found.Select(one => one!.Value)]));
    }

    /// <summary>The least and greatest value of every count that the attacker is left with; of hidden ones no further apart than is needed to see that there are five.</summary>
    public (double[] Low, double[] High) Bound()
    {
        Propagate();
        var (least, most) = (Enumerable.Repeat(double.PositiveInfinity, low.Count).ToArray(), Enumerable.Repeat(double.NegativeInfinity, low.Count).ToArray());
        for (var number = 0; number < low.Count; number++)
            if (!hidden[number] || high[number] - low[number] < 1)
                (least[number], most[number]) = (low[number], high[number]);
        foreach (var block in Blocks())
            Solve(block, least, most);
        for (var number = 0; number < low.Count; number++)
            if (double.IsInfinity(least[number]))
                (least[number], most[number]) = (low[number], high[number]);
        return (least, most);
    }

    /// <summary>What the attacker believes and is not so, given what is true of each count; null: everything is.</summary>
    public string? Error(Func<int, Cell, char, long> truth)
    {
        var (held, of) = (new long[low.Count], new string[low.Count]);
        foreach (var ((publication, cell, part), number) in numbers)
            (held[number], of[number]) = (truth(publication, cell, part), $"{part} of {cell} in publication {publication + 1}");
        for (var number = 0; number < low.Count; number++)
            if (held[number] < low[number] || held[number] > high[number])
                return $"{of[number]} is {held[number]}, not {low[number]} to {high[number]}";
        foreach (var (sum, parts) in equations)
            if (held[sum] != parts.Sum(part => held[part]))
                return $"{of[sum]} is {held[sum]}, not {parts.Sum(part => held[part])}, the sum of {string.Join(" + ", parts.Select(part => $"{held[part]} ({of[part]})"))}";
        return null;
    }

    /// <summary>How many whole numbers lie between two bounds.</summary>
    public static int Values(double least, double most) => (int)Math.Min(1000, Math.Floor(most + Close) - Math.Ceiling(least - Close) + 1);

    private static bool IsShare(Cell cell) => cell.Measure.EndsWith("_share", StringComparison.Ordinal);

    private (int, Cell, char) Key(int publication, Cell cell, char part) =>
        (cell.Service != "all" && cell.Grain is "day" or "week" or "month" && !changed(cell) ? 0 : publication, cell, part);

    private void Read(int publication, Cell cell, Reading reading)
    {
        if (!IsShare(cell))
        {
            // 0 is shown, so that what is hidden is at least 1.
            Learn(publication, cell, 'n', reading, reading.Numerator, 1);
            return;
        }
        Learn(publication, cell, 'n', reading, reading.Numerator, 0);
        Learn(publication, cell, 'd', reading, reading.Denominator, 1);
        var rest = Learn(publication, cell, 'r', reading, null, 0);
        // Shares of nothing and of all are hidden, and so is a share of fewer than twenty.
        if (reading is { Hidden: false, Known: true, Denominator: > 0 })
        {
            low[rest] = Math.Max(low[rest], 1);
            low[Find(publication, cell, 'd')!.Value] = Math.Max(low[Find(publication, cell, 'd')!.Value], 20);
        }
        equations.Add((Find(publication, cell, 'd')!.Value, [Find(publication, cell, 'n')!.Value, rest]));
    }

    private int Learn(int publication, Cell cell, char part, Reading reading, long? shown, double leastHidden)
    {
        var key = Key(publication, cell, part);
        if (!numbers.TryGetValue(key, out var number))
        {
            numbers[key] = number = low.Count;
            low.Add(0);
            high.Add(Endless);
            hidden.Add(false);
        }
        hidden[number] |= reading.Hidden;
        var (least, most) = (reading.Hidden, shown) switch
        {
            (true, _) => (leastHidden, Endless),
            (_, null) => (0, Endless),
            (_, 0) => (0, 0),
            (_, { } count) => (Math.Max(8, count - 2), count + 2d),
        };
        (low[number], high[number]) = (Math.Max(low[number], least), Math.Min(high[number], most));
        return number;
    }

    /// <summary>Every sum over services, wards, channels, and days or months.</summary>
    private void AddUp(int publication, IReadOnlyList<Cell> cells, string parts)
    {
        bool IsWard(Cell cell) => cell.Area == "all" || !districtOf.Values.Contains(cell.Area);
        void Group(Func<Cell, bool> isPart, Func<Cell, Cell> above)
        {
            var sums = cells.Where(isPart).ToLookup(above);
            foreach (var sum in sums.Where(sum => Find(publication, sum.Key, 'n') is not null))
                foreach (var part in parts)
                    equations.Add((Find(publication, sum.Key, part)!.Value, [.. sum.Select(cell => Find(publication, cell, part)!.Value)]));
        }
        Group(cell => cell.Service != "all", cell => cell with { Service = "all" });
        Group(cell => cell.Channel != "all", cell => cell with { Channel = "all" });
        Group(cell => cell.Area != "all" && IsWard(cell), cell => cell with { Area = "all" });
        Group(cell => districtOf.ContainsKey(cell.Area), cell => cell with { Area = districtOf[cell.Area] });
        foreach (var (grain, start) in new (string, Func<DateOnly, DateOnly>)[]
        {
            ("quarter", day => new(day.Year, ((day.Month - 1) / 3 * 3) + 1, 1)), ("financial_year", day => new(day.Month < 4 ? day.Year - 1 : day.Year, 4, 1)), ("year", day => new(day.Year, 1, 1)),
        })
            Group(cell => cell.Grain == "month", cell => cell with { Grain = grain, Period = start(cell.Period) });
        Group(cell => cell.Grain == "day", cell => cell with { Grain = "month", Period = new(cell.Period.Year, cell.Period.Month, 1) });
        Group(cell => cell.Grain == "day", cell => cell with { Grain = "week", Period = cell.Period.AddDays(-(((int)cell.Period.DayOfWeek + 6) % 7)) });
    }

    private void Propagate()
    {
        for (var (changes, round) = (1, 0); changes > 0 && round < 100; round++)
        {
            changes = 0;
            foreach (var (sum, parts) in equations)
            {
                var (least, most) = (parts.Sum(part => low[part]), parts.Sum(part => high[part]));
                changes += Narrow(sum, least, most);
                foreach (var part in parts)
                    changes += Narrow(part, low[sum] - (most - high[part]), high[sum] - (least - low[part]));
            }
        }
    }

    private int Narrow(int number, double least, double most)
    {
        if (least <= low[number] && most >= high[number])
            return 0;
        (low[number], high[number]) = (Math.Max(low[number], least), Math.Min(high[number], most));
        Assert.True(low[number] <= high[number], $"The attacker contradicts himself about {numbers.First(one => one.Value == number).Key}: {low[number]} to {high[number]}.");
        return 1;
    }

    /// <summary>The equations, parted where no count that is still open ties them.</summary>
    private List<List<int>> Blocks()
    {
        var root = Enumerable.Range(0, low.Count).ToArray();
        int Root(int number)
        {
            while (root[number] != number)
                number = root[number] = root[root[number]];
            return number;
        }
        foreach (var (sum, parts) in equations)
        {
            var open = parts.Append(sum).Where(number => low[number] < high[number]).ToArray();
            foreach (var number in open)
                root[Root(number)] = Root(open[0]);
        }
        return [.. Enumerable.Range(0, equations.Count).Where(at => equations[at].Parts.Append(equations[at].Sum).Any(number => low[number] < high[number]))
            .GroupBy(at => Root(equations[at].Parts.Append(equations[at].Sum).First(number => low[number] < high[number]))).Select(block => block.ToList())];
    }

    private void Solve(List<int> block, double[] least, double[] most)
    {
        using var solver = Solver.CreateSolver("GLOP");
        var variables = new Dictionary<int, Variable>();
        foreach (var number in block.SelectMany(at => equations[at].Parts.Append(equations[at].Sum)).Distinct())
            variables[number] = solver.MakeNumVar(low[number], high[number], "");
        foreach (var at in block)
        {
            using var zero = solver.MakeConstraint(0, 0);
            foreach (var part in equations[at].Parts)
                zero.SetCoefficient(variables[part], zero.GetCoefficient(variables[part]) + 1);
            zero.SetCoefficient(variables[equations[at].Sum], -1);
        }
        using var objective = solver.Objective();
        void Reach(IEnumerable<(int Number, int Sign)> aims)
        {
            objective.Clear();
            foreach (var (number, sign) in aims)
                objective.SetCoefficient(variables[number], sign);
            objective.SetMaximization();
            if (solver.Solve() != Solver.ResultStatus.OPTIMAL)
            {
                // Once more from the beginning: what it had reached was numerically awkward.
                solver.Reset();
                Assert.Equal(Solver.ResultStatus.OPTIMAL, solver.Solve());
            }
            // Whatever lies between two worlds is one too.
            foreach (var (other, variable) in variables)
                (least[other], most[other]) = (Math.Min(least[other], variable.SolutionValue()), Math.Max(most[other], variable.SolutionValue()));
        }
        var (random, few) = (new Random(1), variables.Keys.Where(number => hidden[number]).ToArray());
        // Many at once, as far as that goes; then one by one those that are left.
        for (var round = 0; round < 40 && (few = [.. few.Where(number => Values(least[number], most[number]) < 5)]).Length > 10; round++)
            Reach(few.Select(number => (number, random.Next(2) == 0 ? 1 : -1)));
        foreach (var number in few)
            foreach (var sign in new[] { 1, -1 })
                if (Values(least[number], most[number]) < 5)
                    Reach([(number, sign)]);
    }
}
