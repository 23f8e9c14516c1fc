using System.Globalization;
using DuckDB.NET.Data;

namespace Outcomes.Analytics.Disclosure;

/// <summary>A measure's memory as two Parquet files: its rows, and its worlds.</summary>
internal static class MemoryFiles
{
    /// <summary>The two parts, as <see cref="PublishedFile.Set"/> names them.</summary>
    public const string Rows = "remembered_rows", Worlds = "remembered_worlds";

    /// <summary>Reads what was written.</summary>
    public static Memory Read(DuckDBConnection duck, string rows, string worlds)
    {
        var memory = new Memory();
        // Publications of earlier versions do not say what was shown: then it counts as never shown, and more is asked of it.
        var said = duck.One<long>($"select count(*) from parquet_schema({Duck.Literal(rows)}) where name = 'shown'") > 0 ? "shown" : "false";
        foreach (var (key, held, hidden, shown) in duck.Rows($"select cell, grain, part, period, held, hidden, {said} from read_parquet({Duck.Literal(rows)}) order by place",
            row => (new RowKey((ulong)row.GetValue(0), (Grain)row.GetInt32(1), (byte)row.GetInt32(2), row.GetInt32(3)), row.GetInt64(4), row.GetBoolean(5), row.GetBoolean(6))))
            memory.Add(key, held, hidden, shown);
        foreach (var (world, place, offset) in duck.Rows($"select world, place, \"offset\" from read_parquet({Duck.Literal(worlds)}) order by world, nr", row => (row.GetInt32(0), row.GetInt32(1), row.GetInt32(2))))
            memory.Add(world, place, (short)offset);
        return memory;
    }

    /// <summary>How many numbers of worlds some measures' files take.</summary>
    public static int CountWorlds(DuckDBConnection duck, IReadOnlyList<string> worlds) =>
        duck.One<int>($"select coalesce(max(world) + 1, 0)::integer from read_parquet([{string.Join(", ", worlds.Select(Duck.Literal))}])");

    /// <summary>Makes the temporary tables <c>remembered_rows</c> and <c>remembered_worlds</c>.</summary>
    public static void Load(DuckDBConnection duck, Memory memory)
    {
        duck.Run(string.Create(CultureInfo.InvariantCulture, $"""
            create or replace temp table {Rows}(place integer, cell ubigint, grain integer, part integer, period integer, held bigint, hidden boolean, shown boolean);
            create or replace temp table {Worlds}(world integer, nr integer, place integer, "offset" integer);
            """));
        using (var rows = duck.CreateAppender("temp", "main", Rows))
            for (var place = 0; place < memory.Rows.Count; place++)
            {
                var (key, held, hidden, shown) = memory.Rows[place];
                rows.CreateRow().AppendValue(place).AppendValue(key.Cell).AppendValue((int)key.Grain).AppendValue((int)key.Part).AppendValue(key.Period).AppendValue(held).AppendValue(hidden).AppendValue(shown).EndRow();
            }
        using var worlds = duck.CreateAppender("temp", "main", Worlds);
        for (var world = 0; world < memory.Worlds.Count; world++)
            for (var nr = 0; nr < memory.Worlds[world].Count; nr++)
                worlds.CreateRow().AppendValue(world).AppendValue(nr).AppendValue(memory.Worlds[world][nr].Place).AppendValue((int)memory.Worlds[world][nr].Offset).EndRow();
    }
}
