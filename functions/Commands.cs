using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using DuckDB.NET.Data;
using Outcomes.Functions.Api.Access;

namespace Outcomes.Functions;

/// <summary>The command line: serve unless another command is named; <c>--help</c> lists them.</summary>
/// <remarks>Exit codes: 0 done; 1 faults, failed runs, or stopped; 2 the command line is not understood.</remarks>
public static class Commands
{
    private const int Faulty = 1, Misused = 2;

    /// <summary>Runs one command.</summary>
    /// <param name="arguments">As given.</param>
    /// <param name="settings">Environment and settings file.</param>
    /// <param name="time">The clock.</param>
    /// <param name="terminal">Where results, faults and progress are told.</param>
    /// <param name="cancellationToken">Stops as Ctrl-C does.</param>
    public static async Task<int> RunAsync(string[] arguments, IConfiguration settings, TimeProvider time, Terminal terminal, CancellationToken cancellationToken = default)
    {
        var parsed = Root(settings, time, terminal).Parse(arguments);
        foreach (var wrong in parsed.Errors)
            terminal.Fault(wrong.Message);
        if (parsed.Errors.Count > 0)
        {
            terminal.Fault("Allowed is what --help shows.");
            return Misused;
        }
        // A run that is stopped gives its lease back and removes its work first.
        var invocation = new InvocationConfiguration
        {
            Output = terminal.Output,
            Error = terminal.Error,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = TimeSpan.FromSeconds(30),
        };
        try
        {
            return await parsed.InvokeAsync(invocation, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            terminal.Fault("Stopped.");
            return Faulty;
        }
        catch (ArgumentException misused)
        {
            terminal.Fault(misused.Message);
            return Misused;
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException or InvalidDataException or FormatException or DuckDBException or Ingestion.SourceException)
        {
            terminal.Fault(wrong.Message);
            return Faulty;
        }
    }

    private static RootCommand Root(IConfiguration settings, TimeProvider time, Terminal terminal)
    {
        var council = new Option<string?>("--council") { Description = "The council folder (OUTCOMES_COUNCIL); without one, an invented sample council.", HelpName = "DIR", Recursive = true };
        var data = new Option<string?>("--data") { Description = "Where everything is kept (OUTCOMES_DATA); .outcomes unless said.", HelpName = "DIR", Recursive = true };
        var urls = new Option<string?>("--urls") { Description = $"Where to serve (OUTCOMES_URLS); {LocalServer.DefaultUrls} unless said.", HelpName = "URL", Recursive = true };
        var names = new Argument<string[]>("SOURCE") { Description = "Names of sources; all without one.", Arity = ArgumentArity.ZeroOrMore };
        names.Validators.Add(NoOption);
        var from = new Option<DateOnly?>("--from") { Description = "First day to bring in, YYYY-MM-DD.", HelpName = "DAY", CustomParser = Day };
        var to = new Option<DateOnly?>("--to") { Description = "Last day to bring in, YYYY-MM-DD.", HelpName = "DAY", CustomParser = Day };
        var replay = new Option<bool>("--replay") { Description = "Map the raw files kept from earlier runs again." };
        var name = new Argument<string>("NAME") { Description = "A source or a measure." };
        var fixture = new Option<string?>("--fixture") { Description = "A recorded reply, or a file, to read in place of asking.", HelpName = "FILE" };

        var figure = new Argument<string>("FIGURE") { Description = "The figure's id: Summaries.id or OutcomesDaily.id." };
        var by = new Option<string>("--by") { Description = "Who signs: the measure's owner.", HelpName = "NAME", Required = true };
        var note = new Option<string?>("--note") { Description = "What they have to say of it.", HelpName = "TEXT" };

        Verbs With(ParseResult parsed) =>
            new(Settings.Read(settings, parsed.GetValue(council), parsed.GetValue(data), parsed.GetValue(urls)), time, terminal);

        var root = new RootCommand("Did what the council did online change what residents did?")
        {
            council, data, urls,
            Verb("serve", "Serve the feed and run schedules (the default).", (parsed, stop) => With(parsed).ServeAsync(stop)),
            Verb("ingest", "Bring sources' files into the lake.", (parsed, stop) =>
                With(parsed).IngestAsync(parsed.GetValue(names) ?? [], new(parsed.GetValue(from), parsed.GetValue(to)?.AddDays(1)), parsed.GetValue(replay), stop), names, from, to, replay),
            Verb("publish", "Make a publication of the lake.", (parsed, stop) => With(parsed).PublishAsync(stop)),
            Verb("check", "Tell every fault of every file.", (parsed, _) => Task.FromResult(With(parsed).Check())),
            Verb("preview", "Show what a source would deliver, or what a measure gives; nothing is written.", (parsed, stop) => With(parsed).PreviewAsync(parsed.GetValue(name)!, parsed.GetValue(fixture), stop), name, fixture),
            Verb("sign-off", "Stand by a figure of the publication served, by its id; shown with it from the next publication on.", (parsed, stop) =>
                With(parsed).SignOffAsync(parsed.GetValue(figure)!, parsed.GetValue(by)!, parsed.GetValue(note), stop), figure, by, note),
            Verb("sources", "List the sources and how each ran last.", (parsed, stop) => With(parsed).SourcesAsync(stop)),
            Verb("measures", "List the measures.", (parsed, _) => Task.FromResult(With(parsed).Measures())),
        };
        root.Add(Keys(With));
        Campaigns(root, With);
        Operations(root, With);
        var made = new Argument<string>("NAME") { Description = "Its id: the name of its file, for good." };
        root.Add(new Command("new", "Start a measure or a source of the council's own: a file that runs as it stands, with what tests it.")
        {
            Verb("measure", "Start a measure and its test folder.", (parsed, _) => Task.FromResult(With(parsed).New("measure", parsed.GetValue(made)!)), made),
            Verb("source", "Start a source and a file for it to read.", (parsed, _) => Task.FromResult(With(parsed).New("source", parsed.GetValue(made)!)), made),
        });
        root.SetAction((parsed, stop) => With(parsed).ServeAsync(stop));
        return root;
    }

    private static void Campaigns(RootCommand root, Func<ParseResult, Verbs> with)
    {
        var campaign = new Argument<string>("CAMPAIGN") { Description = "The campaign's id." };
        var measure = new Option<string>("--measure") { Description = "The measure it would aim at.", HelpName = "MEASURE", Required = true };
        var service = new Option<string?>("--service") { Description = "For which service; all together unless said.", HelpName = "SERVICE" };
        var area = new Option<string?>("--area") { Description = "In which area; all together unless said.", HelpName = "AREA" };
        var weeks = new Option<int>("--weeks") { Description = "How many weeks it would run; 6 unless said.", HelpName = "N", DefaultValueFactory = _ => 6 };
        var worth = new Option<double>("--worth") { Description = "Least change worth having, per cent; 10 unless said.", HelpName = "PERCENT", DefaultValueFactory = _ => 10 };
        var into = new Option<string>("--out") { Description = "Folder to write into; 'evaluations' unless said.", HelpName = "DIR", DefaultValueFactory = _ => "evaluations" };
        root.Add(Verb("register", "Write down what a campaign is meant to do, before it starts.", (parsed, stop) =>
            with(parsed).WithCampaignsAsync(campaigns => campaigns.RegisterAsync(parsed.GetValue(campaign)!, stop), stop), campaign));
        root.Add(Verb("plan", "Say what change a campaign could show at all, and how long it would have to run.", (parsed, stop) =>
            with(parsed).WithCampaignsAsync(campaigns => campaigns.PlanAsync(parsed.GetValue(measure)!, parsed.GetValue(service), parsed.GetValue(area), parsed.GetValue(weeks), parsed.GetValue(worth), stop), stop),
            measure, service, area, weeks, worth));
        root.Add(Verb("evaluate", "Write an evaluation of a campaign, as Markdown and HTML with charts.", (parsed, stop) =>
            with(parsed).WithCampaignsAsync(campaigns => campaigns.EvaluateAsync(parsed.GetValue(campaign)!, parsed.GetValue(into)!, stop), stop), campaign, into));
    }

    private static void Operations(RootCommand root, Func<ParseResult, Verbs> with)
    {
        var dataset = new Option<string>("--dataset") { Description = "The dataset whose rows go.", HelpName = "DATASET", Required = true };
        var where = new Option<string>("--where") { Description = "Which rows: a condition in SQL over the dataset's columns.", HelpName = "SQL", Required = true };
        var once = new Option<bool>("--once") { Description = "Stop when nothing is left to do." };
        root.Add(Verb("work", "Take work items and do them, without serving; any number of machines may.", (parsed, stop) =>
            with(parsed).WithOperationsAsync(operations => operations.WorkAsync(parsed.GetValue(once), stop), stop), once));
        root.Add(Verb("tidy", "Remove what has been kept long enough, and mend what processes that died have left.", (parsed, stop) =>
            with(parsed).WithOperationsAsync(operations => operations.TidyAsync(stop), stop)));
        var since = new Option<DateOnly?>("--since") { Description = "First day, YYYY-MM-DD; all that is kept unless said.", HelpName = "DAY", CustomParser = Day };
        var by = new Option<string?>("--by") { Description = "Of whom: a key's id or another caller as the list names it; everybody unless said.", HelpName = "CALLER" };
        root.Add(Verb("audit", "List who read what, and when.", (parsed, stop) =>
            with(parsed).WithOperationsAsync(operations => operations.AuditAsync(parsed.GetValue(since), parsed.GetValue(by), stop), stop), since, by));
        var engine = new Argument<string>("ENGINE") { Description = $"What reads the lake: {string.Join(", ", LakeViews.Engines)}." };
        var location = new Option<string>("--location") { Description = "Where the lake is, such as abfss://outcomes@account.dfs.core.windows.net/lake.", HelpName = "ADDRESS", Required = true };
        root.Add(Verb("views", "Print the statements by which another engine reads the lake.", (parsed, _) =>
            Task.FromResult(with(parsed).Views(parsed.GetValue(engine)!, parsed.GetValue(location)!)), engine, location));
        root.Add(Verb("doctor", "Check storage, clock, permissions, settings, time zone, disk and credentials, and say what to do.", (parsed, stop) =>
            with(parsed).DoctorAsync(stop)));
        root.Add(Verb("erase", "Remove rows everywhere: lake, earlier versions, raw files, rows set aside, publications; and prove it.", (parsed, stop) =>
            with(parsed).WithOperationsAsync(operations => operations.EraseAsync(parsed.GetValue(dataset)!, parsed.GetValue(where)!, stop), stop), dataset, where));
    }

    private static Command Keys(Func<ParseResult, Verbs> with)
    {
        var name = new Argument<string>("NAME") { Description = "Whose key it is, for people." };
        var id = new Argument<string>("ID") { Description = "The key's id." };
        var role = new Option<Role>("--role") { Description = "What it may do; Reader unless said." };
        var services = new Option<string[]>("--service") { Description = "A service whose rows it sees; repeat for several. All unless said.", HelpName = "SERVICE" };
        var areas = new Option<string[]>("--area") { Description = "An area whose rows it sees; repeat for several. All unless said.", HelpName = "AREA" };
        return new("keys", "Keys of those who read: make, list, rotate, revoke.")
        {
            Verb("make", "Make a key; its secret is shown once.", (parsed, stop) =>
                with(parsed).MakeKeyAsync(parsed.GetValue(name)!, parsed.GetValue(role), parsed.GetValue(services) ?? [], parsed.GetValue(areas) ?? [], stop), name, role, services, areas),
            Verb("list", "List the keys.", (parsed, stop) => with(parsed).ListKeysAsync(stop)),
            Verb("rotate", "Give a key another secret; the old one works for a week more.", (parsed, stop) => with(parsed).RotateKeyAsync(parsed.GetValue(id)!, stop), id),
            Verb("revoke", "End a key.", (parsed, stop) => with(parsed).RevokeKeyAsync(parsed.GetValue(id)!, stop), id),
        };
    }

    /// <summary>A list of names would otherwise take an option that is not one.</summary>
    private static void NoOption(ArgumentResult names)
    {
        foreach (var token in names.Tokens.Where(token => token.Value.StartsWith('-')))
            names.AddError($"There is no option '{token.Value}'.");
    }

    /// <summary>One way to write a day: 03/04/2026 is another day in another country.</summary>
    private static DateOnly? Day(ArgumentResult day)
    {
        var text = day.Tokens.Single().Value;
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var parsed))
            return parsed;
        day.AddError($"{((OptionResult)day.Parent!).Option.Name} is '{text}'; allowed: a day, YYYY-MM-DD.");
        return null;
    }

    private static Command Verb(string name, string description, Func<ParseResult, CancellationToken, Task<int>> run, params Symbol[] takes)
    {
        var command = new Command(name, description);
        foreach (var symbol in takes)
            if (symbol is Argument argument)
                command.Add(argument);
            else
                command.Add((Option)symbol);
        command.SetAction(run);
        return command;
    }
}
