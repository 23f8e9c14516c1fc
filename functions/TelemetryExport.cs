using Azure.Identity;
using Azure.Monitor.OpenTelemetry.Exporter;
using OpenTelemetry;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Outcomes.Functions;

/// <summary>Where traces, metrics and logs go, told as every OpenTelemetry program is, by the environment: <c>OTEL_EXPORTER_OTLP_ENDPOINT</c>, <c>APPLICATIONINSIGHTS_CONNECTION_STRING</c>, both or neither.</summary>
public static class TelemetryExport
{
    /// <summary>ASP.NET Core's own names: a span for each request, its duration.</summary>
    private const string Requests = "Microsoft.AspNetCore", RequestMetrics = "Microsoft.AspNetCore.Hosting";

    private static bool ToOtlp => Environment.GetEnvironmentVariable("OTEL_EXPORTER_OTLP_ENDPOINT") is { Length: > 0 };

    private static string? Insights => Environment.GetEnvironmentVariable("APPLICATIONINSIGHTS_CONNECTION_STRING") is { Length: > 0 } connection ? connection : null;

    /// <summary>Sends traces and metrics of this process until it is disposed of, where the environment says where to; null where it does not.</summary>
    public static IDisposable? Start()
    {
        if (!ToOtlp && Insights is null)
            return null;
        var traces = Sdk.CreateTracerProviderBuilder().ConfigureResource(Name).AddSource(Telemetry.Name, Requests);
        var metrics = Sdk.CreateMeterProviderBuilder().ConfigureResource(Name).AddMeter(Telemetry.Name, RequestMetrics);
        if (ToOtlp)
        {
            traces.AddOtlpExporter();
            metrics.AddOtlpExporter();
        }
        if (Insights is { } connection)
            AzureMonitor.Add(traces, metrics, connection);
        return new Both(traces.Build(), metrics.Build());
    }

    /// <summary>Sends a host's logs to the same places.</summary>
    public static void AddTo(ILoggingBuilder logging)
    {
        if (ToOtlp || Insights is not null)
            logging.AddOpenTelemetry(options =>
            {
                options.SetResourceBuilder(ResourceBuilder.CreateDefault().AddService("outcomes"));
                if (ToOtlp)
                    options.AddOtlpExporter();
                if (Insights is { } connection)
                    AzureMonitor.Add(options, connection);
            });
    }

    /// <summary>Keeps a host's counts for <c>/metrics</c>, in Prometheus's form.</summary>
    public static void AddScraping(IServiceCollection services) =>
        services.AddOpenTelemetry().ConfigureResource(Name).WithMetrics(metrics => metrics.AddMeter(Telemetry.Name, RequestMetrics).AddPrometheusExporter());

    private static void Name(ResourceBuilder resource) => resource.AddService("outcomes");

    private sealed class Both(TracerProvider traces, MeterProvider metrics) : IDisposable
    {
        public void Dispose()
        {
            traces.Dispose();
            metrics.Dispose();
        }
    }

    /// <summary>Apart, so that its libraries are loaded only where they are asked for.</summary>
    private static class AzureMonitor
    {
        public static void Add(TracerProviderBuilder traces, MeterProviderBuilder metrics, string connection)
        {
            traces.AddAzureMonitorTraceExporter(options => To(options, connection));
            metrics.AddAzureMonitorMetricExporter(options => To(options, connection));
        }

        public static void Add(OpenTelemetryLoggerOptions logs, string connection) => logs.AddAzureMonitorLogExporter(options => To(options, connection));

        private static void To(AzureMonitorExporterOptions options, string connection)
        {
            options.ConnectionString = connection;
            if (Environment.GetEnvironmentVariable("APPLICATIONINSIGHTS_AUTHENTICATION_STRING") is { Length: > 0 })
                options.Credential = new DefaultAzureCredential();
        }
    }
}
