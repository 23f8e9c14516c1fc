using System.Text.RegularExpressions;
using Outcomes.Analytics;
using Outcomes.Functions.Sources;

namespace Outcomes.Tests.Docs;

public partial class DocumentedSourcesTests
{
    private static readonly IReadOnlyDictionary<string, Dataset> Datasets = Directory
        .EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "datasets"), "*.sql")
        .Select(path => Dataset.Read(SqlFile.Read(path, AppContext.BaseDirectory, []), [])!)
        .ToDictionary(dataset => dataset.Name);

    [Theory]
    [InlineData("README.md")]
    [InlineData("functions/Sources/README.md")]
    public void Every_source_shown_is_one_that_check_accepts(string page)
    {
        var blocks = SqlBlock().Matches(Page(page)).Select(match => match.Groups[1].Value).ToArray();
        Assert.NotEmpty(blocks);
        foreach (var block in blocks)
        {
            var faults = new List<Fault>();
            Assert.NotNull(Source.Read(Written(string.Join('\n', block.Split('\n').Select(Unindented)), faults), Datasets, faults));
            Assert.Empty(faults);
        }
    }

    [Fact]
    public void Every_key_a_source_may_have_is_in_the_table_and_no_other()
    {
        var faults = new List<Fault>();
        Source.Read(Written("-- nonsense: 1\nselect 1\n", faults), Datasets, faults);
        var allowed = faults.Single(fault => fault.Message.StartsWith("Unknown key 'nonsense'", StringComparison.Ordinal)).Message
            .Split("allowed: ")[1].TrimEnd('.').Split(", ");

        var documented = KeyRow().Matches(Page("functions/Sources/README.md").Split("## Types")[0]).Select(match => match.Groups[1].Value);

        Assert.Equal(allowed.Order(StringComparer.Ordinal), documented.Order(StringComparer.Ordinal));
    }

    private static string Page(string path) => File.ReadAllText(Path.Combine(Checkout.Root, path)).ReplaceLineEndings("\n");

    private static string Unindented(string line) => line.StartsWith("   ", StringComparison.Ordinal) && line.TrimStart().StartsWith("--", StringComparison.Ordinal) ? line.TrimStart() : line;

    private static SqlFile Written(string text, List<Fault> faults)
    {
        using var folder = new TempFolder();
        return SqlFile.Read(folder.Write("shown.sql", text), folder.Path, faults);
    }

    [GeneratedRegex("```sql\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex SqlBlock();

    [GeneratedRegex(@"^\| `(\w+)` \|", RegexOptions.Multiline)]
    private static partial Regex KeyRow();
}
