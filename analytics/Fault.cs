namespace Outcomes.Analytics;

/// <summary>One thing wrong with one file of a council folder: what was found, what is allowed and what to do.</summary>
/// <param name="File">Path as the reader would open it, relative to the council folder where it lies in one.</param>
/// <param name="Line">1-based line in that file.</param>
/// <param name="Message">One sentence or two; ends with what is allowed.</param>
public sealed record Fault(string File, int Line, string Message)
{
    /// <summary><c>file:line: message</c>, the form editors make a link of.</summary>
    public override string ToString() => $"{File}:{Line}: {Message}";
}
