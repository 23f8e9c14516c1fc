using System.Globalization;

namespace Outcomes.Tests.Faults;

/// <summary>How much of the fault suite is done: little in the usual run, and what <c>.ci/faults</c> asks for by the environment.</summary>
internal static class FaultRun
{
    /// <summary>How often a process is killed (<c>OUTCOMES_KILLS</c>), seven in ten over a folder; null: as usual.</summary>
    public static int? Kills => Asked("OUTCOMES_KILLS");

    /// <summary>How many councils lie behind the fault proxy, and how often a process is frozen (<c>OUTCOMES_FAULT_TURNS</c>); null: as usual.</summary>
    public static int? Turns => Asked("OUTCOMES_FAULT_TURNS");

    /// <summary>What moments and faults are drawn from (<c>OUTCOMES_SEED</c>).</summary>
    public static int Seed => Asked("OUTCOMES_SEED") ?? 20261127;

    private static int? Asked(string name) => int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var value) ? value : null;
}
