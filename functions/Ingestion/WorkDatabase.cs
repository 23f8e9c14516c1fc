using DuckDB.NET.Data;
using Outcomes.Analytics;

namespace Outcomes.Functions.Ingestion;

/// <summary>A DuckDB file that lives no longer than a run.</summary>
internal static class WorkDatabase
{
    // What is read a few times and thrown away is not worth looking for the best of ten ways to pack it: that takes longer than reading it.
    private const string LittlePacking = "set disabled_compression_methods = 'rle,dictionary,fsst,dict_fsst,zstd,chimp,patas,alp,alprd,roaring'";

    /// <summary>Opens or makes it. What spills lies beside it.</summary>
    public static DuckDBConnection Open(string path, string memory = "600MB")
    {
        var duck = Duck.Open(path, path + ".spill", memory);
        duck.Run(LittlePacking);
        return duck;
    }
}
