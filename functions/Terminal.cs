using Spectre.Console;

namespace Outcomes.Functions;

/// <summary>Where commands tell their results, faults and progress: tables and a progress bar where a person watches, plain lines otherwise.</summary>
/// <param name="output">Results.</param>
/// <param name="error">Faults and progress.</param>
/// <param name="watched">Whether a person watches, so that lines may move.</param>
public sealed class Terminal(TextWriter output, TextWriter error, bool watched = false)
{
    /// <summary>Results.</summary>
    public TextWriter Output { get; } = output;

    /// <summary>Faults and progress.</summary>
    public TextWriter Error { get; } = error;

    /// <summary>The process's own; watched unless its output goes to a file or another program.</summary>
    public static Terminal Console() => new(
        System.Console.Out, System.Console.Error,
        !System.Console.IsOutputRedirected && !System.Console.IsErrorRedirected && AnsiConsole.Profile.Capabilities.Interactive);

    /// <summary>One line of result.</summary>
    public void Say(string line) => Output.WriteLine(Plain(line));

    /// <summary>One line about what is wrong.</summary>
    public void Fault(string line) => Error.WriteLine(Plain(line));

    /// <summary>Progress in plain lines, for what goes on until it is stopped.</summary>
    public IProgress<string> Lines() => new Told(line => Error.WriteLine(Plain(line)));

    /// <summary>Rows under a header; a null cell is shown as an empty one.</summary>
    public void Table(IReadOnlyList<string> header, IEnumerable<IReadOnlyList<string?>> rows)
    {
        if (!watched)
        {
            foreach (var row in rows.Prepend(header))
                Say(string.Join('\t', row.Select(cell => cell?.Replace('\t', ' '))));
            return;
        }
        var table = new Table();
        foreach (var name in header)
            table.AddColumn(new TableColumn(new Text(Plain(name))));
        foreach (var row in rows)
            table.AddRow(row.Select(cell => new Text(Plain(cell ?? ""))));
        AnsiConsole.Write(table);
    }

    /// <summary>Does long work under a progress bar, or with a line for each step.</summary>
    /// <param name="title">What it is.</param>
    /// <param name="parts">How many parts it has; what is told of a part begins with the part's name and a colon.</param>
    /// <param name="work">The work.</param>
    public async Task<T> WatchAsync<T>(string title, int parts, Func<IProgress<string>, Task<T>> work)
    {
        if (!watched)
            return await work(Lines());
        return await AnsiConsole.Progress().Columns(new SpinnerColumn(), new ProgressBarColumn(), new ElapsedTimeColumn(), new TaskDescriptionColumn { Alignment = Justify.Left })
            .StartAsync(async context =>
            {
                var bar = context.AddTask(Markup.Escape(title), maxValue: Math.Max(1, parts));
                var begun = new HashSet<string>(StringComparer.Ordinal);
                var result = await Task.Run(() => work(new Told(words =>
                {
                    begun.Add(words.Split(':')[0]);
                    bar.Value = Math.Min(begun.Count - 1, bar.MaxValue);
                    bar.Description = Markup.Escape(Plain(words));
                })));
                bar.Value = bar.MaxValue;
                bar.Description = Markup.Escape(title);
                return result;
            });
    }

    /// <summary>Text from files and names must not move the cursor or change colours.</summary>
    private static string Plain(string text) => new([.. text.Select(letter => char.IsControl(letter) && letter is not '\t' ? ' ' : letter)]);

    private sealed class Told(Action<string> tell) : IProgress<string>
    {
        public void Report(string value) => tell(value);
    }
}
