using System.Diagnostics;

namespace Outcomes.Tests;

/// <summary>Packages of npm that tests run, by the lock file of their folder.</summary>
internal static class NodePackages
{
    /// <summary>Installs a folder's packages once; other test processes of this checkout wait.</summary>
    /// <exception cref="InvalidOperationException">npm could not; the message holds what it said.</exception>
    public static async Task InstallAsync(string folder)
    {
        var guard = Path.Combine(Checkout.Root, "artifacts", $"{Path.GetFileName(folder)}.lock");
        while (true)
        {
            try
            {
                using var held = File.OpenHandle(guard, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
                var installed = Path.Combine(folder, "node_modules", ".package-lock.json"); // npm writes it last
                if (File.Exists(installed) && File.GetLastWriteTimeUtc(installed) >= File.GetLastWriteTimeUtc(Path.Combine(folder, "package-lock.json")))
                    return;
                using var npm = Start(OperatingSystem.IsWindows() ? "npm.cmd" : "npm", folder, "ci", "--omit=optional", "--ignore-scripts", "--no-audit", "--no-fund");
                var (output, errors) = (npm.StandardOutput.ReadToEndAsync(), npm.StandardError.ReadToEndAsync());
                await npm.WaitForExitAsync();
                if (npm.ExitCode != 0)
                    throw new InvalidOperationException($"'npm ci' in {folder} failed: {await output}{await errors}");
                return;
            }
            catch (IOException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(200));
            }
        }
    }

    /// <summary>Starts a program whose output the caller reads.</summary>
    /// <exception cref="InvalidOperationException">It is not there.</exception>
    public static Process Start(string program, string folder, params string[] arguments) =>
        Process.Start(new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true })
            ?? throw new InvalidOperationException($"{program} could not be started: these tests need Node 20 or later.");
}
