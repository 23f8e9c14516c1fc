using System.Globalization;
using System.Text.RegularExpressions;

namespace Outcomes.Tests.PowerBi;

/// <summary>A DAX expression as a tree.</summary>
internal abstract record Dax
{
    public sealed record Literal(object Value) : Dax;

    public sealed record Name(string Text) : Dax;

    public sealed record Column(string Table, string Of) : Dax;

    public sealed record Measure(string Of) : Dax;

    public sealed record Call(string Function, IReadOnlyList<Dax> Arguments) : Dax;

    public sealed record Binary(string Operator, Dax Left, Dax Right) : Dax;

    public sealed record Not(Dax Of) : Dax;

    public sealed record Row(IReadOnlyList<Dax> Cells) : Dax;

    public sealed record Let(IReadOnlyList<(string Name, Dax Value)> Variables, Dax Result) : Dax;

    /// <summary>Reads the part of the language that deploy/powerbi uses.</summary>
    /// <exception cref="FormatException">It holds something else.</exception>
    public static Dax Parse(string text)
    {
        var reader = new DaxReader(text);
        var read = reader.Expression();
        reader.End();
        return read;
    }
}

/// <summary>Recursive descent over DAX: variables, operators by precedence, calls, columns, measures and one-row tables.</summary>
internal sealed partial class DaxReader
{
    private static readonly string[][] Precedence = [["||"], ["&&"], ["=", "<>", "<", ">", "<=", ">="], ["&"], ["+", "-"], ["*", "/"]];
    private readonly List<string> tokens;
    private int at;

    public DaxReader(string text)
    {
        tokens = [.. Token().Matches(text).Select(match => match.Value)];
        if (string.Concat(tokens) != Space().Replace(text, match => char.IsWhiteSpace(match.Value[0]) ? "" : match.Value))
            throw new FormatException($"Some of this is no DAX: {text}");
    }

    private string Next => at < tokens.Count ? tokens[at] : "";

    public void End()
    {
        if (at < tokens.Count)
            throw new FormatException($"'{Next}' was not expected.");
    }

    public Dax Expression()
    {
        var variables = new List<(string, Dax)>();
        while (Took("VAR"))
        {
            var name = Take();
            Expect("=");
            variables.Add((name, Expression()));
        }
        if (variables.Count == 0)
            return Operand(0);
        Expect("RETURN");
        return new Dax.Let(variables, Expression());
    }

    private Dax Operand(int level)
    {
        if (level == Precedence.Length)
            return Single();
        if (level == 2 && Took("NOT"))
            return new Dax.Not(Operand(2));
        var left = Operand(level + 1);
        while (Precedence[level].Contains(Next))
            left = new Dax.Binary(Take(), left, Operand(level + 1));
        return left;
    }

    private Dax Single()
    {
        var token = Take();
        if (token == "(")
        {
            var inner = Expression();
            if (Next == ",")
                return new Dax.Row([inner, .. Rest(")")]);
            Expect(")");
            return inner;
        }
        if (token == "{")
            return List("}").Single();
        if (token == "-")
            return new Dax.Binary("-", new Dax.Literal(0.0), Single());
        if (token[0] == '"')
            return new Dax.Literal(token[1..^1].Replace("\"\"", "\""));
        if (char.IsAsciiDigit(token[0]))
            return new Dax.Literal(double.Parse(token, CultureInfo.InvariantCulture));
        if (token[0] == '[')
            return new Dax.Measure(token[1..^1]);
        if (Next is ['[', ..])
            return new Dax.Column(token.Trim('\''), Take()[1..^1]);
        return Took("(") ? new Dax.Call(token, List(")")) : new Dax.Name(token.Trim('\''));
    }

    private List<Dax> List(string close) => Took(close) ? [] : [Expression(), .. Rest(close)];

    private List<Dax> Rest(string close)
    {
        var items = new List<Dax>();
        while (Took(","))
            items.Add(Expression());
        Expect(close);
        return items;
    }

    private string Take() => at < tokens.Count ? tokens[at++] : throw new FormatException("The expression ends too early.");

    private bool Took(string token)
    {
        if (Next != token)
            return false;
        at++;
        return true;
    }

    private void Expect(string token)
    {
        if (!Took(token))
            throw new FormatException($"'{Next}' stands where '{token}' is expected.");
    }

    [GeneratedRegex("""
        "(?:[^"]|"")*"|'[^']+'|\[[^\]]+\]|[A-Za-z_]\w*|\d+(?:\.\d+)?|<>|<=|>=|&&|\|\||[-+*/=<>&(),{}]
        """, RegexOptions.CultureInvariant)]
    private static partial Regex Token();

    [GeneratedRegex("\"(?:[^\"]|\"\")*\"|'[^']+'|\\[[^\\]]+\\]|\\s+", RegexOptions.CultureInvariant)]
    private static partial Regex Space();
}
