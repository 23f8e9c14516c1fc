using System.Diagnostics;
using System.Globalization;
using Outcomes.Analytics.Effects;
using Outcomes.Benchmarks.Simulation;

namespace Outcomes.Benchmarks;

/// <summary>1,000 campaign aims on 156 weeks judged by the full claim rule with placebos, against a loop of statsmodels over a sample of the same aims.</summary>
public static class EffectsBenchmark
{
    private const int Aims = 1000, Sample = 2;

    /// <summary>Ours on all cores and on one, the peer on the sample, and the report.</summary>
    public static void Run(string folder)
    {
        var ours = Leg.Median([.. Enumerable.Range(0, 3).Select(_ => Leg.Run("leg", "effects-ours"))]);
        Environment.SetEnvironmentVariable("DOTNET_PROCESSOR_COUNT", "1");
        var single = Leg.Run("leg", "effects-ours");
        Environment.SetEnvironmentVariable("DOTNET_PROCESSOR_COUNT", null);
        var report = new Report("effects", $"{Aims} campaign aims on 156 weeks, full claim rule with placebos");
        report.Add("seconds, of 20", $"{ours.Seconds:0.0} s", "20 s", ours.Seconds / 20, 1, atMost: true);
        report.Add("peak memory, of 500 MB", $"{ours.PeakMegabytes:0} MB", "500 MB", ours.PeakMegabytes / 500, 1, atMost: true);
        report.Add("same digits with one thread (1: yes)", $"{ours.Facts["digits"]:0}", $"{single.Facts["digits"]:0}", ours.Facts["digits"] == single.Facts["digits"] ? 1 : 0, 1, atMost: false);
        if (Peer(folder) is { } peer)
            report.Add("an aim, against statsmodels (SARIMAX and UCM, once and per placebo window)",
                $"{1000 * ours.Seconds / Aims:0.0} ms", $"{1000 * peer / Sample:0} ms", peer / Sample / (ours.Seconds / Aims), 20, atMost: false);
        else
            report.Note("No statsmodels here (Debian python3-statsmodels): not compared.");
        report.Note($"Half of the aims alone, half against three comparisons; one thread: {single.Seconds:0.0} s. statsmodels: a sample of {Sample} aims (one alone, one compared), single process.");
        report.Write();
    }

    /// <summary>The leg: judges all aims.</summary>
    public static async Task OursAsync()
    {
        var aims = Enumerable.Range(0, Aims).Select(Draw).ToArray();
        await Leg.MeasureAsync(() =>
        {
            var assessments = Assessment.Judge(aims, aims[0].Judged);
            var digits = 0L;
            foreach (var (estimate, p) in assessments.Where(one => one.Estimate is not null).Select(one => (one.Estimate!, one.AdjustedP!.Value)))
                digits = (31 * digits) ^ BitConverter.DoubleToInt64Bits(estimate.Log.Low) ^ BitConverter.DoubleToInt64Bits(p);
            return Task.FromResult(new Dictionary<string, double> { ["digits"] = digits & 0xFFFFFFFFFFFF, ["claimed"] = assessments.Count(one => one.Verdict is Verdict.Increased or Verdict.Decreased) });
        });
    }

    private static Aim Draw(int i) =>
        new PlantedAim("speed", 156, 130, 6, i % 2 == 0 ? 0 : 3).Draw(1, i, Noise.All[i % 4], i % 5 == 0 ? .1 : 0);

    /// <summary>Seconds the peer takes for the sample, or null where it is not installed.</summary>
    private static double? Peer(string folder)
    {
        Directory.CreateDirectory(folder);
        var file = Path.Combine(folder, "effects-sample.csv");
        using (var writer = new StreamWriter(file))
            for (var i = 0; i < Sample; i++)
            {
                var model = Model.Of(Draw(i), 0, 156);
                for (var row = 0; row < model.X.Rows; row++)
                {
                    var cells = Enumerable.Range(1, model.X.Count - 1).Select(column => model.X[column][row]).Prepend(model.Y[row]);
                    writer.WriteLine(FormattableString.Invariant($"{i},{model.Times[row]},{string.Join(',', cells.Select(cell => cell.ToString("R", CultureInfo.InvariantCulture)))}"));
                }
            }
        foreach (var python in new[] { "python3", "/usr/bin/python3" })
        {
            var start = new ProcessStartInfo(python) { RedirectStandardOutput = true, RedirectStandardError = true, ArgumentList = { Path.Combine(AppContext.BaseDirectory, "statsmodels-peer.py"), file } };
            try
            {
                using var process = Process.Start(start)!;
                process.ErrorDataReceived += (_, _) => { };
                process.BeginErrorReadLine();
                var output = process.StandardOutput.ReadToEnd();
                process.WaitForExit();
                if (process.ExitCode == 0)
                    return double.Parse(output.Trim(), CultureInfo.InvariantCulture);
            }
            catch (System.ComponentModel.Win32Exception)
            {
                // No such program: the next, or none.
            }
        }
        return null;
    }
}
