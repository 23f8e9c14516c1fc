using Microsoft.Azure.Functions.Worker.Builder;

namespace Outcomes.Functions;

/// <summary>The product as an Azure Functions app (isolated worker): what <c>Program</c> runs where it was built with <c>-p:AzureFunctions=true</c>.</summary>
public static class AzureHost
{
    /// <summary>Runs until the Functions host stops it.</summary>
    public static async Task<int> RunAsync(string[] arguments)
    {
        var builder = FunctionsApplication.CreateBuilder(arguments);
        builder.ConfigureFunctionsWebApplication();
        TelemetryExport.AddTo(builder.Logging);
        using var app = FunctionsApp.Over(builder.Configuration, TimeProvider.System);
        builder.Services.AddSingleton(app);
        await builder.Build().RunAsync();
        return 0;
    }
}
