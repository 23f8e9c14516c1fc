using System.Globalization;
using System.Text;
using Outcomes.Analytics;
using Outcomes.Functions;
using Outcomes.Functions.Ingestion.Http;
using Outcomes.Functions.Sources;

namespace Outcomes.Tests.Functions.Sources;

/// <summary>The lists of functions/Sources/README.md are made of the files themselves: OUTCOMES_WRITE_DOCS=1 writes them again.</summary>
public class SourcesReadmeTests
{
    private const string Begin = "<!-- made by SourcesReadmeTests: what is below is written by OUTCOMES_WRITE_DOCS=1 dotnet test -->\n";

    [Fact]
    public void The_page_of_sources_is_up_to_date()
    {
        var path = Path.Combine(Checkout.Root, "functions", "Sources", "README.md");
        var page = File.ReadAllText(path).ReplaceLineEndings("\n");
        var begins = page.IndexOf(Begin, StringComparison.Ordinal);
        Assert.True(begins > 0, $"functions/Sources/README.md has lost the line {Begin}");
        var expected = page[..begins] + Begin + Lists();
        if (Environment.GetEnvironmentVariable("OUTCOMES_WRITE_DOCS") == "1")
            File.WriteAllText(path, expected);

        Assert.True(page == expected || Environment.GetEnvironmentVariable("OUTCOMES_WRITE_DOCS") == "1", "functions/Sources/README.md is out of date: run OUTCOMES_WRITE_DOCS=1 dotnet test, and look at what changed.");
    }

    private static string Lists()
    {
        var council = Council.Load(null);
        Assert.Empty(council.Faults);
        var sources = council.Sources.Concat(council.Off.Select(off => off.Source)).Where(source => !source.Name.StartsWith("data_", StringComparison.Ordinal)).OrderBy(source => source.Name, StringComparer.Ordinal).ToArray();
        var text = new StringBuilder("\n## Built-in sources\n\nEach is off until its settings are there, or files where it looks for them.\n\n| source | what | fills | needs |\n|---|---|---|---|\n");
        foreach (var source in sources)
            text.Append(CultureInfo.InvariantCulture, $"| [{source.Name}]({source.Name}.sql) | {source.Title} | `{source.Dataset.Name}` | {Needs(source)} |\n");
        text.Append("\n## Datasets, columns, units, and who fills them\n");
        foreach (var dataset in council.Datasets)
        {
            var filling = sources.Where(source => source.Dataset.Name == dataset.Name).ToArray();
            text.Append(CultureInfo.InvariantCulture, $"\n### {dataset.Name}\n\n{dataset.Title}. Key: {string.Join(", ", dataset.Key)}. Disclosure: {dataset.Disclosure}.\n\n| column | what | unit | filled by |\n|---|---|---|---|\n");
            foreach (var column in dataset.Columns)
                text.Append(CultureInfo.InvariantCulture, $"| `{column.Name}` | {column.Description.Replace("|", "\\|", StringComparison.Ordinal)} | {column.Unit} | {string.Join(", ", filling.Where(source => Gives(source, column.Name)).Select(source => source.Name))} |\n");
        }
        return text.ToString();
    }

    private static string Needs(Source source) =>
        source.Http is null ? $"files at `{source.Files}`" : string.Join(", ", SourceSettings.None.Missing(source).Select(setting => $"`{setting}`"));

    private static bool Gives(Source source, string column) =>
        SqlTree.Parse(source.Sql, source.File, source.SqlLine, [])?.Outputs?.Any(output => output.Name == column && !output.IsNull) ?? false;
}
