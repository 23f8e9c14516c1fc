using Outcomes.Functions;

using var telemetry = TelemetryExport.Start();
#if AZURE_FUNCTIONS
// The Functions host starts its worker with these; a person types a command.
if (args.Any(argument => argument.StartsWith("--functions-", StringComparison.Ordinal)))
    return await AzureHost.RunAsync(args);
#endif
return await Commands.RunAsync(args, Settings.Sources(), TimeProvider.System, Terminal.Console());
