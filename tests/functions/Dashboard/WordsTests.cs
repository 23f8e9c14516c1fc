using System.Text.RegularExpressions;
using Outcomes.Functions.Dashboard;

namespace Outcomes.Tests.Functions.Dashboard;

public sealed partial class WordsTests
{
    private static readonly string Folder = Path.Combine(Checkout.Root, "functions", "Dashboard");

    [Fact]
    public void Every_key_that_a_page_names_has_words()
    {
        var named = Directory.EnumerateFiles(Folder, "*.*", SearchOption.AllDirectories)
            .Where(path => Path.GetExtension(path) is ".razor" or ".cs" && !path.Contains("node_modules", StringComparison.Ordinal))
            .SelectMany(path => Named().Matches(File.ReadAllText(path)).Select(match => match.Groups[1].Value)).Distinct().ToArray();
        Assert.NotEmpty(named);
        Assert.All(named, key => Assert.False(string.IsNullOrEmpty(Words.Of(key, 1, 2, 3, 4, 5)), $"words.en.json has nothing for '{key}'."));
    }

    [GeneratedRegex(@"Words\.Of\(""([\w.]+)""", RegexOptions.CultureInvariant)]
    private static partial Regex Named();
}
