using System.Diagnostics;
using Microsoft.Playwright;

namespace Outcomes.Tests;

/// <summary>Debian's Chromium, one for all tests; installed where it is missing and this process may.</summary>
internal static class Chromium
{
    /// <summary>Milliseconds.</summary>
    private const float Patience = 90_000;

    private static readonly Lazy<Task<IBrowser>> Started = new(StartAsync);

    /// <summary>A page of its own: no cookies, no cache, nothing of another test.</summary>
    public static async Task<IPage> PageAsync(BrowserNewContextOptions? options = null)
    {
        var page = await (await (await Started.Value).NewContextAsync(options)).NewPageAsync();
        page.SetDefaultTimeout(Patience);
        return page;
    }

    private static async Task<IBrowser> StartAsync()
    {
        var path = Find() ?? await InstallAsync();
        Assert.SkipWhen(path is null, "There is no Chromium here and it could not be installed: apt-get install chromium.");
        Assertions.SetDefaultExpectTimeout(Patience); // a busy machine is not a fault of the page
        var playwright = await Playwright.CreateAsync();
        return await playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = path,
            Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        });
    }

    private static string? Find() => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .SelectMany(folder => new[] { "chromium", "chromium-browser", "google-chrome" }.Select(name => Path.Combine(folder, name))).FirstOrDefault(File.Exists);

    private static async Task<string?> InstallAsync()
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess)
            return null;
        foreach (var arguments in new[] { "update", "install --yes --no-install-recommends chromium" })
        {
            using var apt = Process.Start(new ProcessStartInfo("apt-get", arguments) { RedirectStandardOutput = true, RedirectStandardError = true, Environment = { ["DEBIAN_FRONTEND"] = "noninteractive" } });
            if (apt is null)
                return null;
            await Task.WhenAll(apt.StandardOutput.ReadToEndAsync(), apt.StandardError.ReadToEndAsync(), apt.WaitForExitAsync());
        }
        return Find();
    }
}
