namespace Outcomes.Tests;

/// <summary>Real files kept beside the checkout, in <c>../shared</c> or where OUTCOMES_SHARED says. The project never needs them to pass.</summary>
public static class SharedData
{
    private static readonly string? Root = FindRoot();

    /// <summary>The absolute path of a shared file or folder; where it is absent the calling test is skipped, saying so.</summary>
    /// <param name="relative">Below the shared folder, such as <c>data/leeds-2023/README.md</c>.</param>
    public static string PathOrSkip(string relative)
    {
        if (Root is null)
            Assert.Skip("No folder 'shared' beside the checkout and OUTCOMES_SHARED is not set: this test needs its real files.");
        var path = Path.GetFullPath(Path.Combine(Root, relative));
        if (!Path.Exists(path))
            Assert.Skip($"The shared folder has no {relative}: this test needs it.");
        return path;
    }

    private static string? FindRoot()
    {
        if (Environment.GetEnvironmentVariable("OUTCOMES_SHARED") is { Length: > 0 } configured)
            return Directory.Exists(configured) ? configured : null;
        var beside = Path.Combine(Checkout.Root, "..", "shared");
        return Directory.Exists(beside) ? Path.GetFullPath(beside) : null;
    }
}
