using Outcomes.Functions;

return await Commands.RunAsync(args, Settings.Sources(), TimeProvider.System, Terminal.Console());
