using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Outcomes.Analytics;

/// <summary>A measure that an expression reads, and from which period.</summary>
/// <param name="Measure">Its id.</param>
/// <param name="Periods">How many periods earlier; 0: the same.</param>
/// <param name="YearBefore">Whether it is read from the same period a year earlier.</param>
public sealed record Operand(string Measure, int Periods, bool YearBefore)
{
    /// <summary>Whether it is of another period than the figure it goes into.</summary>
    public bool IsEarlier => Periods > 0 || YearBefore;
}

/// <summary>
/// How a derived measure is made from the published values of others: ids of measures, numbers, <c>+ - * /</c>, parentheses, the functions
/// abs, exp, greatest, least, ln, round and sqrt, and <c>earlier(id, n)</c> and <c>year_before(id)</c> for other periods.
/// </summary>
/// <param name="Text">As written.</param>
/// <param name="Sql">The same over columns <c>o0</c>, <c>o1</c> …, one for each of <paramref name="Operands"/>.</param>
/// <param name="Operands">What it reads, each once.</param>
public sealed partial record Expression(string Text, string Sql, IReadOnlyList<Operand> Operands)
{
    private const string Allowed = "allowed: ids of measures, numbers, + - * /, parentheses, abs, exp, greatest, least, ln, round, sqrt, earlier(id, n) and year_before(id)";

    private static readonly string[] Functions = ["abs", "exp", "greatest", "least", "ln", "round", "sqrt"];

    /// <summary>Reads an expression; null with the fault, in words, where it is not one.</summary>
    public static Expression? Read(string text, out string? fault)
    {
        var (operands, sql, at) = (new List<Operand>(), new StringBuilder(), 0);
        string Column(Operand operand)
        {
            if (!operands.Contains(operand))
                operands.Add(operand);
            return $"o{operands.IndexOf(operand).ToString(CultureInfo.InvariantCulture)}";
        }
        for (Match part; at < text.Length; at += part.Length)
        {
            part = Part().Match(text, at);
            if (!part.Success)
                return Wrong(out fault, $"'{text[at..]}' cannot be read; {Allowed}.");
            if (string.IsNullOrWhiteSpace(part.Value))
                continue;
            if (part.Groups["earlier"].Success)
                sql.Append(Column(new(part.Groups["of"].Value, int.Parse(part.Groups["periods"].Value, CultureInfo.InvariantCulture), false)));
            else if (part.Groups["year"].Success)
                sql.Append(Column(new(part.Groups["of"].Value, 0, true)));
            else if (part.Groups["call"].Success && !Functions.Contains(part.Groups["call"].Value))
                return Wrong(out fault, $"'{part.Groups["call"].Value}' is no function here; {Allowed}.");
            else if (part.Groups["id"].Success)
                sql.Append(Column(new(part.Groups["id"].Value, 0, false)));
            else
                sql.Append(part.Value);
            sql.Append(' ');
        }
        // Parts stand apart, because two marks together can be another one or begin a comment; in parentheses a second part is no name for the first.
        var faults = new List<Fault>();
        if (SqlTree.Parse($"select {sql}", "expression", 1, faults) is not { Outputs: { Count: 1 } } || SqlTree.Parse($"select ({sql})", "expression", 1, faults) is null)
            return Wrong(out fault, $"'{text}' cannot be read: {(faults.Count > 0 ? faults[0].Message : "it is not one value.")} Here {Allowed}.");
        fault = operands.Count == 0 ? $"'{text}' names no measure; {Allowed}." : null;
        return fault is null ? new(text, sql.ToString().TrimEnd(), operands) : null;
    }

    private static Expression? Wrong(out string? fault, string why)
    {
        fault = why;
        return null;
    }

    [GeneratedRegex(@"\G(?:(?<earlier>earlier)\s*\(\s*(?<of>[a-z][a-z0-9_]*)\s*,\s*(?<periods>[1-9]\d?)\s*\)|(?<year>year_before)\s*\(\s*(?<of>[a-z][a-z0-9_]*)\s*\)|(?<call>[a-z_0-9]+)(?=\s*\()|(?<number>\d+(?:\.\d+)?)|(?<id>[a-z][a-z0-9_]*)|[-+*/(),\s])")]
    private static partial Regex Part();
}
