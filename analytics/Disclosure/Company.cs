namespace Outcomes.Analytics.Disclosure;

/// <summary>
/// In which part of every measure a moved record counts, so that what links measures stays right: a record that is one contact more is one more in the
/// denominator of the digital share too, in its numerator or in its rest.
/// </summary>
/// <param name="system">The tables.</param>
/// <param name="dice">Chance.</param>
internal sealed class Company(TableSystem system, Dice dice)
{
    private const int Undecided = -2;
    private readonly int[] here = new int[system.Measures.Count], there = new int[system.Measures.Count];
    private readonly int[][] order = [.. system.Measures.Select(measure => OrderFrom(system, measure.Place))];

    /// <summary>The measure whose record is moved.</summary>
    public MeasureTables Leader { get; private set; } = null!;

    /// <summary>The leaf parts (places in <see cref="MeasureTables.LeafParts"/>) of a measure that the record counts in, before and after; -1: in none.</summary>
    public (int Here, int There) Of(int measure) => (here[measure], there[measure]);

    /// <summary>Decides for every measure.</summary>
    /// <param name="of">The measure that leads.</param>
    /// <param name="partHere">Where it counts there before.</param>
    /// <param name="partThere">Where after; -1: nowhere, since it is one record more or less.</param>
    /// <param name="before">The record's members; those that links are by are chosen.</param>
    /// <param name="after">Its members after.</param>
    public void Gather(MeasureTables of, int partHere, int partThere, ref Cell before, ref Cell after)
    {
        Leader = of;
        if (system.Links.Length > 0)
        {
            Array.Fill(here, -1);
            Array.Fill(there, -1);
        }
        (here[of.Place], there[of.Place]) = (partHere, partThere);
        if (order[of.Place].Length == 0)
            return;
        foreach (var link in system.Links)
            if (link.Dimension >= 0 && link.Of == of.Place && before[link.Dimension] < 0)
            {
                before = before.With(link.Dimension, Any(of.Counts(partHere, link.Part) ? link.Members : link.Others));
                after = partThere < 0 || of.Counts(partHere, link.Part) == of.Counts(partThere, link.Part) ? after.With(link.Dimension, before[link.Dimension])
                    : after.With(link.Dimension, Any(of.Counts(partThere, link.Part) ? link.Members : link.Others));
            }
        foreach (var measure in order[of.Place])
            here[measure] = there[measure] = Undecided;
        foreach (var measure in order[of.Place])
        {
            // Where counts are not the same after all, it does not come along.
            var alone = dice.Roll(16) == 0;
            here[measure] = alone ? -1 : Fit(measure, here, before, -1);
            there[measure] = alone || partThere < 0 ? -1 : Fit(measure, there, after, here[measure]);
        }
    }

    private int Any(IReadOnlyList<int> members) => members.Count == 0 ? -1 : members[dice.Roll(members.Count)];

    private int Fit(int measure, int[] chosen, in Cell cell, int preferred)
    {
        chosen[measure] = preferred;
        if (Fits(measure, chosen, cell))
            return preferred;
        var parts = system.Measures[measure].LeafParts.Length;
        var start = dice.Roll(parts);
        for (var at = 0; at < parts; at++)
        {
            chosen[measure] = (start + at) % parts;
            if (Fits(measure, chosen, cell))
                return chosen[measure];
        }
        return -1;
    }

    private bool Fits(int measure, int[] chosen, in Cell cell)
    {
        foreach (var link in system.LinksOf[measure])
            if (Sum(link, chosen, cell) != 0)
                return false;
        return true;
    }

    /// <summary>What is wrong about a link; 0 also where that cannot be told yet.</summary>
    private int Sum(SystemLink link, int[] chosen, in Cell cell)
    {
        if (chosen[link.Of] == Undecided || (link.Dimension >= 0 && cell[link.Dimension] < 0))
            return 0;
        var sum = chosen[link.Of] >= 0 && system.Measures[link.Of].Counts(chosen[link.Of], link.Part) ? -1 : 0;
        foreach (var (of, part, sign) in link.Terms)
        {
            if (chosen[of] == Undecided)
                return 0;
            if (chosen[of] >= 0 && system.Measures[of].Counts(chosen[of], part) && (link.Dimension < 0 || link.Members.Contains(cell[link.Dimension])))
                sum += sign;
        }
        return sum;
    }

    /// <summary>The measures that a measure is linked with, those nearest first.</summary>
    private static int[] OrderFrom(TableSystem system, int measure)
    {
        var order = new List<int> { measure };
        for (var at = 0; at < order.Count; at++)
            foreach (var link in system.LinksOf[order[at]])
                foreach (var other in link.Terms.Select(term => term.Of).Prepend(link.Of))
                    if (!order.Contains(other))
                        order.Add(other);
        return [.. order.Skip(1)];
    }
}

/// <summary>A link between measures of a system, by their places.</summary>
/// <param name="Of">Whose count it is.</param>
/// <param name="Part">Which of its parts.</param>
/// <param name="Terms">What it is the sum of.</param>
/// <param name="Dimension">By which the only term is broken down further; -1: by none.</param>
/// <param name="Members">The members that count.</param>
/// <param name="Others">The others.</param>
internal sealed record SystemLink(int Of, int Part, (int Of, int Part, int Sign)[] Terms, int Dimension, IReadOnlyList<int> Members, IReadOnlyList<int> Others);
