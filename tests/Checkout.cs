namespace Outcomes.Tests;

/// <summary>The checkout the tests were built from.</summary>
public static class Checkout
{
    /// <summary>The folder that holds <c>Outcomes.sln</c>.</summary>
    public static string Root { get; } = Find();

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Outcomes.sln")))
                return folder.FullName;
        throw new InvalidOperationException($"No Outcomes.sln above {AppContext.BaseDirectory}: run the tests from a checkout.");
    }
}
