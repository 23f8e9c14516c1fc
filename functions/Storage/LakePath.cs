using System.Text.RegularExpressions;

namespace Outcomes.Functions.Storage;

/// <summary>Where a source's month lies: Hive-partitioned, so that Fabric, Synapse, Spark and Trino find it too.</summary>
/// <remarks>Files on their way lie in <c>staged/</c>, replaced ones in <c>previous/</c>: nobody who reads <c>lake/</c> by a glob meets them.</remarks>
internal static partial class LakePath
{
    public const string Root = "lake/";

    public static string Of(string dataset, string source, string month) =>
        $"{Root}{Name(dataset)}/source={Name(source)}/month={Month(month)}/part.parquet";

    public static string Previous(string dataset, string source, string month) => $"previous/{Of(dataset, source, month)}";

    public static string StagedBy(string dataset, string source) => $"staged/{Name(dataset)}/source={Name(source)}/";

    public static string Staged(string dataset, string source, string commit, string month) => $"{StagedBy(dataset, source)}{commit}/{Month(month)}.parquet";

    /// <summary>The dataset, source and month of a file in the lake, or null where it is no such path.</summary>
    public static (string Dataset, string Source, string Month)? Parse(string path) =>
        Shape().Match(path) is { Success: true, Groups: var groups } ? (groups[1].Value, groups[2].Value, groups[3].Value) : null;

    private static string Name(string name) => Names().IsMatch(name)
        ? name
        : throw new ArgumentException($"'{name}' cannot be a dataset or source of the lake; allowed are letters, digits, '_' and '-'.");

    private static string Month(string month) => Months().IsMatch(month)
        ? month
        : throw new ArgumentException($"'{month}' is no month of the lake; allowed are YYYY-MM, and 'all' for undated data.");

    [GeneratedRegex(@"^[A-Za-z0-9_-]+\z")]
    private static partial Regex Names();

    [GeneratedRegex(@"^(\d{4}-(?:0[1-9]|1[0-2])|all)\z")]
    private static partial Regex Months();

    [GeneratedRegex(@"^lake/([A-Za-z0-9_-]+)/source=([A-Za-z0-9_-]+)/month=(\d{4}-(?:0[1-9]|1[0-2])|all)/part\.parquet\z")]
    private static partial Regex Shape();
}
