using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;

namespace Outcomes.Functions.Api;

/// <summary>A part of an expression: SQL over a relation's columns, or a constant not yet bound, because what it is compared with decides how.</summary>
/// <param name="Kind">The kind of its value; a number written in the URL is <see cref="Kind.Real"/>.</param>
/// <param name="Sql">The SQL; null for a constant.</param>
/// <param name="MayBeNull">Whether it can be null in some row.</param>
/// <param name="Value">A constant's value; a number's text, so that nothing is lost of it.</param>
/// <param name="MayFail">Whether it fails the request for some row, as a division by zero does.</param>
internal readonly record struct Term(Kind Kind, string? Sql, bool MayBeNull, object? Value = null, bool MayFail = false)
{
    public bool IsConstant => Sql is null;
}

/// <summary>
/// A constant as the kind it is compared with. Where it lies between two values of that kind (10.5 among whole numbers, noon among days),
/// <paramref name="Value"/> is the lower of them and <paramref name="Exact"/> is false, so that no comparison loses precision.
/// </summary>
internal readonly partial record struct Bound(object Value, bool Exact)
{
    /// <summary>Beyond every HUGEINT that whole numbers of a feed add up to.</summary>
    private static readonly BigInteger Most = BigInteger.Pow(10, 38);

    /// <summary>A constant among values of <paramref name="kind"/>; null for NaN, which nothing equals.</summary>
    /// <exception cref="RefusalException">The two cannot be compared.</exception>
    public static Bound? Of(Term constant, Kind kind) => (kind, constant.Kind, constant.Value) switch
    {
        (_, Kind.Real, "NaN") => null,
        (Kind.Whole or Kind.Huge, Kind.Real, string text) => Floor(text),
        (Kind.Real, Kind.Real, string text) => new(Double(text), true),
        (Kind.Exact, Kind.Real, string text) => new(Decimal(text), true),
        (Kind.Day, Kind.Day, DateOnly day) => new(day, true),
        (Kind.Day, Kind.Instant, DateTimeOffset instant) => new(DateOnly.FromDateTime(instant.UtcDateTime), instant.UtcDateTime.TimeOfDay == TimeSpan.Zero),
        (Kind.Instant, Kind.Day, DateOnly day) => new(new DateTimeOffset(day, TimeOnly.MinValue, TimeSpan.Zero), true),
        (Kind.Instant, Kind.Instant, DateTimeOffset instant) =>
            new(instant.AddTicks(-(instant.Ticks % TimeSpan.TicksPerMicrosecond)), instant.Ticks % TimeSpan.TicksPerMicrosecond == 0),
        (Kind.Clock, Kind.Clock, TimeOnly clock) => new(new TimeOnly(clock.Ticks - (clock.Ticks % TimeSpan.TicksPerMicrosecond)), clock.Ticks % TimeSpan.TicksPerMicrosecond == 0),
        (Kind.Text, Kind.Text, string text) => new(text, true),
        (Kind.Truth, Kind.Truth, bool truth) => new(truth, true),
        _ => throw RefusalException.Malformed($"A {kind} value cannot be compared with a {constant.Kind} value."),
    };

    /// <summary>A constant as the kind it has by itself.</summary>
    public static Bound? Alone(Term constant) => Of(constant, Natural(constant));

    /// <summary>The kind a constant has by itself: Whole for a number that is one.</summary>
    public static Kind Natural(Term constant) =>
        constant is { Kind: Kind.Real, Value: string text } && text != "NaN" && Floor(text) is { Exact: true, Value: long } ? Kind.Whole : constant.Kind;

    private static Bound Floor(string text)
    {
        var number = Number().Match(text);
        if (!number.Success)
            return Within(text.StartsWith('-') ? -Most : Most, true);
        var fraction = number.Groups["fraction"].Value;
        var digits = BigInteger.Parse(number.Groups["whole"].Value + fraction, CultureInfo.InvariantCulture);
        var signed = text.StartsWith('-') ? -digits : digits;
        var written = number.Groups["power"] is { Success: true, Value: var power } ? BigInteger.Parse(power, CultureInfo.InvariantCulture) : 0;
        var shift = (int)BigInteger.Min(BigInteger.Max(written - fraction.Length, -10_000), 60);
        if (shift >= 0)
            return Within(signed * BigInteger.Pow(10, shift), true);
        var whole = BigInteger.DivRem(signed, BigInteger.Pow(10, -shift), out var rest);
        return Within(rest.Sign < 0 ? whole - 1 : whole, rest.IsZero);
    }

    private static Bound Within(BigInteger whole, bool exact) =>
        new(whole >= long.MinValue && whole <= long.MaxValue ? (object)(long)whole : BigInteger.Min(BigInteger.Max(whole, -Most), Most), exact);

    private static double Double(string text) => text switch
    {
        "INF" => double.PositiveInfinity,
        "-INF" => double.NegativeInfinity,
        _ => double.Parse(text.TrimEnd(Suffixes), NumberStyles.Float, CultureInfo.InvariantCulture),
    };

    private static decimal Decimal(string text) =>
        Number().Match(text) is { Success: true } number && number.Groups["whole"].Length + number.Groups["fraction"].Length <= 18
            && decimal.TryParse(text.TrimEnd(Suffixes), NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            ? value : throw RefusalException.NotSupported($"Comparing a decimal with '{text}'");

    private static readonly char[] Suffixes = ['f', 'F', 'd', 'D', 'l', 'L', 'm', 'M'];

    [GeneratedRegex(@"^[+-]?(?<whole>\d+)(?:\.(?<fraction>\d+))?(?:[eE](?<power>[+-]?\d+))?[fFdDlLmM]?$", RegexOptions.CultureInvariant)]
    private static partial Regex Number();
}
