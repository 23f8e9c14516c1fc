using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Outcomes.Benchmarks;

/// <summary>What one leg of a comparison took: a whole process of its own, so that no leg warms or fattens another.</summary>
/// <param name="Seconds">Wall time of the measured work alone.</param>
/// <param name="PeakMegabytes">The process's peak resident memory.</param>
/// <param name="Facts">What the leg counted, to check that both did the same work.</param>
public sealed record Leg(double Seconds, double PeakMegabytes, IReadOnlyDictionary<string, double> Facts)
{
    private const string Mark = "LEG ";

    /// <summary>Runs this program again with the given arguments and reads what it measured.</summary>
    public static Leg Run(params string[] arguments)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true };
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        // What the leg before left to be written must not be this one's to wait for.
        if (OperatingSystem.IsLinux())
            Process.Start("sync").WaitForExit();
        using var process = Process.Start(start)!;
        Leg? leg = null;
        while (process.StandardOutput.ReadLine() is { } line)
            if (line.StartsWith(Mark, StringComparison.Ordinal))
                leg = JsonSerializer.Deserialize<Leg>(line[Mark.Length..]);
            else
                Console.Error.WriteLine(line);
        process.WaitForExit();
        return leg is not null && process.ExitCode == 0
            ? leg
            : throw new InvalidOperationException($"'{string.Join(' ', arguments)}' ended with code {process.ExitCode} and {(leg is null ? "no" : "a")} result.");
    }

    /// <summary>In the child: measures the work and prints the result for the parent.</summary>
    public static async Task MeasureAsync(Func<Task<Dictionary<string, double>>> work)
    {
        var watch = Stopwatch.StartNew();
        var facts = await work();
        var leg = new Leg(watch.Elapsed.TotalSeconds, PeakMegabytesNow(), facts);
        Console.WriteLine(Mark + JsonSerializer.Serialize(leg));
    }

    /// <summary>The leg of median time of several.</summary>
    public static Leg Median(IEnumerable<Leg> legs)
    {
        var ordered = legs.OrderBy(leg => leg.Seconds).ToArray();
        return ordered[ordered.Length / 2];
    }

    // VmHWM is the kernel's high-water mark; .NET's PeakWorkingSet64 reads the same where the kernel gives it.
    private static double PeakMegabytesNow() =>
        File.Exists("/proc/self/status") && File.ReadLines("/proc/self/status").FirstOrDefault(line => line.StartsWith("VmHWM", StringComparison.Ordinal)) is { } peak
            ? double.Parse(peak.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024
            : Process.GetCurrentProcess().PeakWorkingSet64 / 1048576.0;
}
