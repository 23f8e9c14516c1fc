namespace Outcomes.Analytics.Disclosure;

/// <summary>One of the finest tables published at a grain: its leaves, and the rows that each counts in.</summary>
/// <remarks>
/// A leaf is a cell and a part. The rows it counts in stand in the same order for every leaf, so that two leaves count in the same row
/// exactly where they have the same entry at the same place. A row belongs to the first table that can give it.
/// </remarks>
internal sealed class Table
{
    private readonly int[] places;
    private readonly long[] strides = new long[4];
    private readonly int[][] memberPlaces = new int[4][];

    public Table(Grain grain, int mask, Cell[] leaves)
    {
        (Grain, Mask, Leaves) = (grain, mask, leaves);
        var stride = 1L;
        for (var dimension = 0; dimension < 4; dimension++)
        {
            Members[dimension] = (mask >> dimension & 1) == 0 ? [-1] : [.. leaves.Select(leaf => leaf[dimension]).Distinct().Order()];
            memberPlaces[dimension] = [.. Enumerable.Repeat(-1, Members[dimension].DefaultIfEmpty(-1).Max() + 1)];
            for (var place = 0; place < Members[dimension].Length; place++)
                if (Members[dimension][place] is >= 0 and var member)
                    memberPlaces[dimension][member] = place;
            strides[dimension] = stride;
            stride *= Members[dimension].Length;
        }
        Coarse = new bool[leaves.Length];
        places = new int[stride];
        Array.Fill(places, -1);
        for (var leaf = 0; leaf < leaves.Length; leaf++)
            places[PlaceOf(leaves[leaf])] = leaf;
    }

    /// <summary>The grain of its leaves.</summary>
    public Grain Grain { get; }

    /// <summary>The dimensions it breaks by: bit 0 service, 1 area, 2 channel, 3 platform.</summary>
    public int Mask { get; }

    /// <summary>Its cells.</summary>
    public Cell[] Leaves { get; }

    /// <summary>By leaf of a table by day: whether its rows came by month, so that it has no days.</summary>
    public bool[] Coarse { get; }

    /// <summary>The members of each dimension.</summary>
    public int[][] Members { get; } = new int[4][];

    /// <summary>The grains of the rows that a leaf counts in; the first is the leaf's own row.</summary>
    public Grain[] UpGrain { get; set; } = [];

    /// <summary>The row of the first period of each span that a leaf counts in, by leaf times parts plus part, times the number of spans, plus the span; -1: none.</summary>
    public int[] Up { get; set; } = [];

    /// <summary>By span that a leaf counts in: the period of its grain that a slot counts in, or -1.</summary>
    public int[][] UpOf { get; set; } = [];

    /// <summary>The leaves under a cell, by cell.</summary>
    public Dictionary<int, int[]> Under { get; } = [];

    /// <summary>The leaf at a cell's place, or -1. Dimensions it does not break by are ignored.</summary>
    public int At(in Cell cell)
    {
        var place = 0L;
        for (var dimension = 0; dimension < 4; dimension++)
            if ((Mask >> dimension & 1) != 0)
            {
                var (member, known) = (cell[dimension], memberPlaces[dimension]);
                if ((uint)member >= (uint)known.Length || known[member] < 0)
                    return -1;
                place += known[member] * strides[dimension];
            }
        return places[place];
    }

    /// <summary>The row in which a leaf counts at a slot, or -1.</summary>
    /// <param name="leaf">Leaf times parts plus part; -1: none.</param>
    /// <param name="up">Which of the spans that leaves count in.</param>
    /// <param name="slot">The slot.</param>
    public int RowAt(int leaf, int up, int slot)
    {
        if (leaf < 0)
            return -1;
        var (first, period) = (Up[(leaf * UpOf.Length) + up], UpOf[up][slot]);
        return first < 0 || period < 0 ? -1 : first + period;
    }

    private long PlaceOf(in Cell cell)
    {
        var place = 0L;
        for (var dimension = 0; dimension < 4; dimension++)
            if ((Mask >> dimension & 1) != 0)
                place += memberPlaces[dimension][cell[dimension]] * strides[dimension];
        return place;
    }
}

/// <summary>What a figure is broken down by, as numbers of members; -1: not by this dimension.</summary>
/// <param name="Level">Place of its level among the names of levels.</param>
/// <param name="Service">Bit 0 of a mask.</param>
/// <param name="Area">Bit 1.</param>
/// <param name="Channel">Bit 2.</param>
/// <param name="Platform">Bit 3.</param>
internal readonly record struct Cell(int Level, int Service, int Area, int Channel, int Platform)
{
    public int this[int dimension] => dimension switch { 0 => Service, 1 => Area, 2 => Channel, _ => Platform };

    public Cell With(int dimension, int member) => dimension switch
    {
        0 => this with { Service = member },
        1 => this with { Area = member },
        2 => this with { Channel = member },
        _ => this with { Platform = member },
    };
}
