using System.Text.RegularExpressions;
using Outcomes.Tests.Functions.Api;

namespace Outcomes.Tests.PowerBi;

/// <summary>What deploy/powerbi/README.md tells people to type, typed.</summary>
public sealed partial class RecipeTests(PublishedFeed feed) : IClassFixture<PublishedFeed>
{
    private const string Wanted = "select period, service, value, status::varchar from summaries where measure = 'bookings' and grain = 'month' and level = 'service' order by ordinal";

    [Fact]
    public async Task The_Excel_recipe_folds_and_gives_its_rows()
    {
        var query = (await PowerQuery.FoldAsync([("Excel", Recipe("powerquery").Replace("\"http://localhost:7071/odata/\"", "BaseUrl & \"/odata/\""))])).Single();
        Assert.Null(query.Error);
        var rows = await PowerQuery.RowsAsync(feed.Client, query.Steps[^1].Url(""));
        Assert.Equal(RowText.Of(feed.Oracle, Wanted), rows.Select(row => string.Join('|', new[] { "period", "service", "value", "status" }.Select(name => row.GetProperty(name).ToString()))));
    }

    [Fact]
    public Task The_Python_recipe_prints_its_rows() => PrintsAsync("python", "python3", "recipe.py");

    [Fact]
    public Task The_R_recipe_prints_its_rows() => PrintsAsync("r", "Rscript", "recipe.R");

    /// <summary>Runs a recipe where its program is installed; else the test is skipped.</summary>
    private async Task PrintsAsync(string language, string program, string file)
    {
        if (!Environment.GetEnvironmentVariable("PATH")!.Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program))))
            Assert.Skip($"{program} is not installed: the {language} recipe is not run.");
        using var folder = new TempFolder();
        using var run = NodePackages.Start(program, folder.Path, folder.Write(file, Recipe(language)));
        var (output, errors) = (run.StandardOutput.ReadToEndAsync(), run.StandardError.ReadToEndAsync());
        await run.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(run.ExitCode == 0, await errors);
        // A number may be written 12 or 12.0.
        Assert.Equal(
            RowText.Of(feed.Oracle, Wanted).Select(row => row.Replace('|', ',')),
            (await output).Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => !line.StartsWith("period", StringComparison.Ordinal)).Select(line => WholeNumber().Replace(line.TrimEnd(), "")));
    }

    private string Recipe(string language)
    {
        var text = File.ReadAllText(Path.Combine(PowerBiProject.Folder, "README.md"));
        var from = text.IndexOf($"```{language}\n", StringComparison.Ordinal) + language.Length + 4;
        var code = text[from..text.IndexOf("```", from, StringComparison.Ordinal)];
        return language == "powerquery" ? code : code.Replace("http://localhost:7071", feed.Client.BaseAddress!.ToString().TrimEnd('/'));
    }

    [GeneratedRegex(@"(?<=\d)\.0(?=,|$)", RegexOptions.CultureInvariant)]
    private static partial Regex WholeNumber();
}
