namespace Outcomes.Tests.Councils;

/// <summary>The council folders beside this file, whose sources read real files kept beside the checkout.</summary>
public static class CouncilFolder
{
    /// <summary>The absolute path of a council folder; where the real files are absent the calling test is skipped, saying so.</summary>
    public static string OrSkip(string name)
    {
        var shared = Path.GetFullPath(Path.Combine(Checkout.Root, "..", "shared", "data"));
        if (!Directory.Exists(shared))
            Assert.Skip($"No folder 'shared/data' beside the checkout: council folder {name} has no files to read.");
        return Path.Combine(Checkout.Root, "tests", "councils", name);
    }
}
