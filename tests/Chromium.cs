using System.Diagnostics;
using Microsoft.Playwright;

namespace Outcomes.Tests;

/// <summary>Debian's Chromium without windows, one for all tests; installed where it is missing and this process may. Another Chromium does as well, at twice the time.</summary>
internal static class Chromium
{
    /// <summary>Milliseconds.</summary>
    private const float Patience = 90_000;

    private const string Shell = "chromium-headless-shell";

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
        var path = Find(Shell) ?? await InstallAsync() ?? Find("chromium", "chromium-browser", "google-chrome");
        Assert.SkipWhen(path is null, $"There is no Chromium here and it could not be installed: apt-get install {Shell}.");
        Assertions.SetDefaultExpectTimeout(Patience); // a busy machine is not a fault of the page
        var playwright = await Playwright.CreateAsync();
        return await playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = path,
            Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        });
    }

    private static string? Find(params IReadOnlyList<string> names) =>
        names.SelectMany(name => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Select(folder => Path.Combine(folder, name))).FirstOrDefault(File.Exists);

    private static async Task<string?> InstallAsync()
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess)
            return null;
        foreach (var arguments in new[] { "update", $"install --yes --no-install-recommends {Shell}" })
        {
            using var apt = Process.Start(new ProcessStartInfo("apt-get", arguments) { RedirectStandardOutput = true, RedirectStandardError = true, Environment = { ["DEBIAN_FRONTEND"] = "noninteractive" } });
            if (apt is null)
                return null;
            await Task.WhenAll(apt.StandardOutput.ReadToEndAsync(), apt.StandardError.ReadToEndAsync(), apt.WaitForExitAsync());
        }
        return Find(Shell);
    }
}
