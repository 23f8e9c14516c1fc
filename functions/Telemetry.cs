using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Outcomes.Functions;

/// <summary>What the product tells of its work: traces, and counts that alerts are set on.</summary>
public static class Telemetry
{
    /// <summary>The name of the source of traces and of the meter.</summary>
    public const string Name = "Outcomes";

    private static readonly Meter Meter = new(Name);

    /// <summary>Traces: tick, ingest, publish, tidy; one leads through the queue.</summary>
    public static readonly ActivitySource Source = new(Name);

    /// <summary>Work items done, by verb.</summary>
    public static readonly Counter<long> Items = Meter.CreateCounter<long>("outcomes.items", "{item}", "Work items done, by verb.");

    /// <summary>Work items given up.</summary>
    public static readonly Counter<long> Poison = Meter.CreateCounter<long>("outcomes.items.poison", "{item}", "Work items given up.");

    /// <summary>Runs of sources, by source and status.</summary>
    public static readonly Counter<long> Runs = Meter.CreateCounter<long>("outcomes.runs", "{run}", "Runs of sources, by source and status.");

    /// <summary>Credentials that end within two weeks, as housekeeping found them.</summary>
    public static readonly Gauge<int> Expiring = Meter.CreateGauge<int>("outcomes.credentials.expiring", "{credential}", "Credentials of sources that end within two weeks.");

    /// <summary>Publications made.</summary>
    public static readonly Counter<long> Publications = Meter.CreateCounter<long>("outcomes.publications", "{publication}", "Publications made.");

    /// <summary>Measures that were held back or refused by disclosure control, in publications.</summary>
    public static readonly Counter<long> Stale = Meter.CreateCounter<long>("outcomes.measures.stale", "{measure}", "Measures whose figures were held back in a publication: a failed check, or a refusal by disclosure control.");
}
