using Microsoft.OData.UriParser;

namespace Outcomes.Functions.Api;

/// <summary>add, sub, mul, div, mod and minus as SQL.</summary>
/// <remarks>
/// Whole numbers are computed in 128 bits, so that none overflows on the way; dividing them gives a whole number, and by zero fails the
/// request. As soon as one number has a fraction, both are IEEE 754 doubles.
/// </remarks>
internal static class Arithmetic
{
    /// <summary>Two numbers.</summary>
    /// <exception cref="RefusalException">400 for what is no number, or a whole division by a literal 0; 501 for days, times and decimals.</exception>
    public static Term Of(ExpressionSql sql, BinaryOperatorKind kind, Term left, Term right)
    {
        if (left.Kind == Kind.Null || right.Kind == Kind.Null)
            return new(Kind.Null, null, true);
        var isWhole = IsWhole(left) && IsWhole(right);
        var (a, b) = (Operand(sql, left, isWhole), Operand(sql, right, isWhole));
        var mayBeNull = left.MayBeNull || right.MayBeNull;
        var mayFail = left.MayFail || right.MayFail;
        return isWhole && kind is BinaryOperatorKind.Divide or BinaryOperatorKind.Modulo
            ? WholeDivision(kind == BinaryOperatorKind.Divide ? "//" : "%", a, b, right, mayBeNull, mayFail)
            : new(isWhole ? Kind.Huge : Kind.Real, Written(kind, a, b), mayBeNull, MayFail: mayFail);
    }

    /// <summary>A number's opposite.</summary>
    public static Term Negate(ExpressionSql sql, Term term) => term.Kind == Kind.Null ? term
        : new(IsWhole(term) ? Kind.Huge : Kind.Real, $"(-{Operand(sql, term, IsWhole(term))})", term.MayBeNull, MayFail: term.MayFail);

    private static Term WholeDivision(string sign, string a, string b, Term divisor, bool mayBeNull, bool mayFail)
    {
        if (!divisor.IsConstant)
            return new(Kind.Huge, $"(case when {b} = 0 then error('division by zero') else {a} {sign} {b} end)", mayBeNull, MayFail: true);
        return Bound.Of(divisor, Kind.Whole) is { Value: 0L }
            ? throw RefusalException.Malformed("A whole number is divided by 0.")
            : new(Kind.Huge, $"({a} {sign} {b})", mayBeNull, MayFail: mayFail);
    }

    private static string Written(BinaryOperatorKind kind, string a, string b) => kind switch
    {
        BinaryOperatorKind.Add => $"({a} + {b})",
        BinaryOperatorKind.Subtract => $"({a} - {b})",
        BinaryOperatorKind.Multiply => $"({a} * {b})",
        BinaryOperatorKind.Divide => $"({a} / {b})",
        _ => $"fmod({a}, {b})",
    };

    /// <summary>A literal is whole as it is written: 2 is, 2.0 is not.</summary>
    private static bool IsWhole(Term term) => term switch
    {
        { IsConstant: true, Kind: Kind.Real, Value: string text } => text.TrimStart('-', '+').TrimEnd('l', 'L').All(char.IsAsciiDigit),
        { Kind: Kind.Whole or Kind.Huge } => true,
        { Kind: Kind.Real } => false,
        { Kind: Kind.Text or Kind.Truth } => throw RefusalException.Malformed($"A {term.Kind} value cannot be computed with."),
        _ => throw RefusalException.NotSupported($"Computing with {term.Kind} values"),
    };

    private static string Operand(ExpressionSql sql, Term term, bool isWhole) => (term, isWhole) switch
    {
        ({ IsConstant: false, Kind: Kind.Huge }, true) or ({ IsConstant: false, Kind: Kind.Real }, false) => term.Sql!,
        ({ IsConstant: false }, true) => $"{term.Sql}::hugeint",
        ({ IsConstant: false }, false) => $"{term.Sql}::double",
        (_, true) => $"{sql.Parameter(Bound.Of(term, Kind.Huge)!.Value.Value)}::hugeint",
        _ => Bound.Of(term, Kind.Real) is { } bound ? $"{sql.Parameter(bound.Value)}::double" : "'nan'::double",
    };
}
