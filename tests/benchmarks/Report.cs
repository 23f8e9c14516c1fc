using System.Globalization;
using System.Text;

namespace Outcomes.Benchmarks;

/// <summary>The figures of one run, printed and kept under <c>tests/benchmarks/results</c>.</summary>
public sealed class Report(string name, string title)
{
    private readonly StringBuilder text = new($"# {title}\n\n| what | ours | peer or limit | ratio | bar | held |\n|---|---|---|---|---|---|\n");

    /// <summary>One comparison: a ratio of two figures of this run, and whether it holds the bar.</summary>
    /// <param name="what">What was measured.</param>
    /// <param name="ours">Our figure, with its unit.</param>
    /// <param name="peer">The peer's figure or the limit, with its unit.</param>
    /// <param name="ratio">What is compared with the bar.</param>
    /// <param name="bar">The bar.</param>
    /// <param name="atMost">true: the ratio may not exceed the bar; false: it must reach it.</param>
    public void Add(string what, string ours, string peer, double ratio, double bar, bool atMost)
    {
        var held = atMost ? ratio <= bar : ratio >= bar;
        text.Append(CultureInfo.InvariantCulture, $"| {what} | {ours} | {peer} | {ratio:0.00} | {(atMost ? "≤" : "≥")} {bar:0.##} | {(held ? "yes" : "**no**")} |\n");
    }

    /// <summary>A line below the table.</summary>
    public void Note(string line) => text.Append(CultureInfo.InvariantCulture, $"\n{line}\n");

    /// <summary>Prints the report and writes it beside the benchmarks' source.</summary>
    public void Write()
    {
        Console.WriteLine(text);
        if (Root is null)
            return;
        var results = Directory.CreateDirectory(Path.Combine(Root, "tests", "benchmarks", "results")).FullName;
        File.WriteAllText(Path.Combine(results, name + ".md"), text.ToString());
    }

    /// <summary>The checkout this program was built from, or null.</summary>
    public static string? Root
    {
        get
        {
            var folder = AppContext.BaseDirectory;
            while (folder is not null && !File.Exists(Path.Combine(folder, "Outcomes.sln")))
                folder = Path.GetDirectoryName(folder);
            return folder;
        }
    }
}
