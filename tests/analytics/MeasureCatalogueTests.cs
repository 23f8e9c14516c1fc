using System.Text;
using Outcomes.Analytics;

namespace Outcomes.Tests.Analytics;

/// <summary>Keeps the catalogue in analytics/measures/README.md what the measures' front matter and SQL say.</summary>
public sealed class MeasureCatalogueTests
{
    private const string Heading = "## Catalogue\n";

    [Fact]
    public void The_catalogue_is_current()
    {
        var path = Path.Combine(Checkout.Root, "analytics", "measures", "README.md");
        var written = File.ReadAllText(path);
        var current = written[..(written.IndexOf(Heading, StringComparison.Ordinal) + Heading.Length)] + Catalogue();
        if (Environment.GetEnvironmentVariable("OUTCOMES_UPDATE_GOLDEN") == "1")
            File.WriteAllText(path, current);
        else
            Assert.True(written == current, "analytics/measures/README.md does not say what the measures' front matter says: run this test with OUTCOMES_UPDATE_GOLDEN=1 and commit the file.");
    }

    private static string Catalogue()
    {
        var text = new StringBuilder();
        foreach (var measure in LakeFolder.Measures)
        {
            var tables = measure.Publish.Select(grain => $"{grain.Key}: {string.Join(", ", grain.Value.Select(table => table.Count == 0 ? "the council" : string.Join(" × ", table)))}");
            text.Append($"""

                ### [{measure.Id}]({measure.Id}.sql): {measure.Title}
                {measure.Why}

                - {measure.Numerator}{(measure.Denominator is { } denominator ? $" ÷ {char.ToLowerInvariant(denominator[0])}{denominator[1..]}" : "")}, by the day {measure.DateRole}
                - {measure.Stage}, {measure.Kind}, in {measure.Unit}, {(measure.Better == "neither" ? "neither way" : measure.Better)} is better, disclosure {measure.Disclosure}
                - tables by {string.Join("; by ", tables)}
                - reads {Lineage.Of(measure, LakeFolder.Datasets)}
                - {measure.Owner}, review by {measure.ReviewBy:yyyy-MM-dd}

                """);
        }
        return text.ToString().ReplaceLineEndings("\n");
    }
}
