using DuckDB.NET.Data;

namespace Outcomes.Analytics.Disclosure;

/// <summary>What is remembered of a measure as two Parquet files: its rows, and what they are in every world.</summary>
internal static class MemoryFiles
{
    /// <summary>The two parts, as <see cref="PublishedFile.Set"/> names them.</summary>
    public const string Rows = "remembered_rows", Worlds = "remembered_worlds";

    /// <summary>Reads what was written of a measure.</summary>
    public static Memory Read(DuckDBConnection duck, string measure, string rows, string worlds)
    {
        var memory = new Memory();
        foreach (var (key, held, hidden) in duck.Rows($"select cell, grain, part, period, held, hidden from read_parquet({Duck.Literal(rows)}) order by place",
            row => (new RowKey(measure, (ulong)row.GetValue(0), (Grain)row.GetInt32(1), (byte)row.GetInt32(2), row.GetInt32(3)), row.GetInt64(4), row.GetBoolean(5))))
            memory.Add(key, held, hidden);
        foreach (var (world, place, offset) in duck.Rows($"select world::ubigint, place, \"offset\" from read_parquet({Duck.Literal(worlds)}) order by world, nr", row => ((ulong)row.GetValue(0), row.GetInt32(1), row.GetInt32(2))))
            // Files of the first kind numbered each measure's worlds by themselves.
            memory.Add(world <= uint.MaxValue ? Memory.IdOf(measure) + world : world, place, (sbyte)offset);
        return memory;
    }

    /// <summary>Makes the temporary tables <c>remembered_rows</c> and <c>remembered_worlds</c> of a measure.</summary>
    public static void Load(DuckDBConnection duck, Memory memory, string measure)
    {
        duck.Run($"""
            create or replace temp table {Rows}(place integer, cell ubigint, grain integer, part integer, period integer, held bigint, hidden boolean);
            create or replace temp table {Worlds}(world ubigint, nr integer, place integer, "offset" integer);
            """);
        var placeOf = new int[memory.Rows.Count];
        var next = 0;
        using (var rows = duck.CreateAppender("temp", "main", Rows))
            for (var place = 0; place < memory.Rows.Count; place++)
            {
                var (key, held, hidden) = memory.Rows[place];
                placeOf[place] = key.Measure == measure ? next++ : -1;
                if (placeOf[place] >= 0)
                    rows.CreateRow().AppendValue(placeOf[place]).AppendValue(key.Cell).AppendValue((int)key.Grain).AppendValue((int)key.Part).AppendValue(key.Period).AppendValue(held).AppendValue(hidden).EndRow();
            }
        using var worlds = duck.CreateAppender("temp", "main", Worlds);
        foreach (var (id, leaves) in memory.Worlds)
        {
            var nr = 0;
            foreach (var (place, offset) in leaves)
                if (placeOf[place] >= 0)
                    worlds.CreateRow().AppendValue(id).AppendValue(nr++).AppendValue(placeOf[place]).AppendValue((int)offset).EndRow();
        }
    }
}
