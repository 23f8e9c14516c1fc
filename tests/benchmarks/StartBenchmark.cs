using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;

namespace Outcomes.Benchmarks;

/// <summary>
/// How long people wait: from the start of the process to the first figure, on a published lake against an empty ASP.NET Core app, and on a
/// fresh clone with nothing but what <c>dotnet restore</c> left.
/// </summary>
public static class StartBenchmark
{
    private const string Figure = "odata/Summaries?$filter=grain%20eq%20'month'%20and%20level%20eq%20'council'&$top=1";
    internal const int Turns = 5;

    /// <summary>First reply after start, ours less the peer's.</summary>
    public static async Task RunAsync(string folder)
    {
        var data = Path.Combine(folder, "start-data");
        var ours = Path.Combine(AppContext.BaseDirectory, "Outcomes.Functions");
        if (!File.Exists(Path.Combine(data, "publications", "current.json")))
            await UntilFigureAsync(ours, ["--data", data]);
        List<double> first = [], empty = [];
        for (var turn = 0; turn < Turns; turn++)
        {
            empty.Add(await UntilEmptyAsync());
            first.Add(await UntilFigureAsync(ours, ["--data", data]));
        }
        var (mine, peer) = (Median(first), Median(empty));
        var report = new Report("start", "First reply after start, on a published lake");
        report.Add("seconds over an empty ASP.NET Core app's, of 1.5", $"{mine:0.00} s", $"{peer:0.00} s", (mine - peer) / 1.5, 1, atMost: true);
        report.Note($"Medians of {Turns} starts in turn, from starting the process to the last byte of the first figure.");
        report.Write();
    }

    /// <summary><c>dotnet run</c> on a fresh clone to the first figure of the sample council, build included, restore not.</summary>
    public static async Task RunFreshAsync(string folder)
    {
        var (clone, root) = (Path.Combine(folder, $"clone-{Environment.ProcessId}"), Report.Root ?? throw new InvalidOperationException("Run it from a checkout."));
        Directory.CreateDirectory(folder);
        await DoneAsync("git", ["clone", "--quiet", root, clone]);
        await DoneAsync("dotnet", ["restore", clone]);
        var seconds = await UntilFigureAsync("dotnet", ["run", "--project", Path.Combine(clone, "functions"), "--", "--data", Path.Combine(clone, ".outcomes")]);
        var report = new Report("first-run", "dotnet run on a fresh clone, after restore, to a first figure of the sample council");
        report.Add("seconds, of 60", $"{seconds:0.0} s", "60 s", seconds / 60, 1, atMost: true);
        report.Write();
        Directory.Delete(clone, recursive: true);
    }

    /// <summary>The peer: an ASP.NET Core app that answers "ok".</summary>
    public static async Task EmptyAsync(string urls)
    {
        var app = WebApplication.CreateSlimBuilder().Build();
        app.Urls.Add(urls);
        app.MapGet("/", () => "ok");
        await app.RunAsync();
    }

    internal static Task<double> UntilEmptyAsync() => UntilAsync(Environment.ProcessPath!, ["leg", "start-empty"], "", body => body.Length > 0);

    /// <summary>Seconds from the process's start to a figure; then, where asked, something is done with the process before it is ended.</summary>
    internal static Task<double> UntilFigureAsync(string program, string[] arguments, Func<Process, Task>? then = null) =>
        UntilAsync(program, arguments, Figure, body => body.Contains("\"period\"", StringComparison.Ordinal), then);

    private static async Task<double> UntilAsync(string program, string[] arguments, string path, Func<string, bool> isAnswer, Func<Process, Task>? then = null)
    {
        var address = $"http://127.0.0.1:{FreePort()}";
        var start = new ProcessStartInfo(program, [.. arguments, "--urls", address]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var client = new HttpClient { BaseAddress = new(address), Timeout = TimeSpan.FromSeconds(30) };
        var watch = Stopwatch.StartNew();
        using var process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        try
        {
            while (watch.Elapsed < TimeSpan.FromMinutes(10) && !process.HasExited)
            {
                if (await AnswerAsync(client, path) is { } body && isAnswer(body))
                {
                    var seconds = watch.Elapsed.TotalSeconds;
                    await (then?.Invoke(process) ?? Task.CompletedTask);
                    return seconds;
                }
                await Task.Delay(5);
            }
        }
        finally
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
        }
        throw new InvalidOperationException($"'{program} {string.Join(' ', arguments)}' gave no figure.");
    }

    private static async Task<string?> AnswerAsync(HttpClient client, string path)
    {
        try
        {
            using var reply = await client.GetAsync(path);
            return reply.IsSuccessStatusCode ? await reply.Content.ReadAsStringAsync() : null;
        }
        catch (HttpRequestException)
        {
            return null; // not listening yet
        }
    }

    internal static async Task DoneAsync(string program, string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments))!;
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"'{program} {string.Join(' ', arguments)}' ended with code {process.ExitCode}.");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    internal static double Median(List<double> seconds)
    {
        seconds.Sort();
        return seconds[seconds.Count / 2];
    }
}
