using System.Numerics;

namespace Outcomes.Functions.Api;

/// <summary>A column as one answer writes it: its name, and those of its values that come again, are put together once.</summary>
/// <param name="column">The column.</param>
/// <param name="i">Its place in the rows.</param>
/// <param name="form">The JSON's form.</param>
internal sealed class JsonColumn(RelationColumn column, int i, Negotiation form)
{
    /// <summary>How many values are remembered, each where its bits say; a power of two. Of coverage, period and time of update a page has few.</summary>
    private const int Places = 64;

    /// <summary>Bytes enough for any real number, day or instant.</summary>
    private const int Longest = 32;

    private readonly bool recurs = column.Kind is Kind.Real or Kind.Day or Kind.Instant;
    private readonly bool saysItsType = column.IsDynamic && form.HasMetadata;
    private readonly byte[] name = JsonBuffer.NameOf(column.Name);
    private readonly byte[] empty = [.. JsonBuffer.NameOf(column.Name), .. "null"u8];
    private byte[]?[] words = [];
    private (long Bits, int Length)[] known = [];
    private byte[] written = [];

    /// <summary>Writes the name and the row's value.</summary>
    public void Write(JsonBuffer json, FeedRows row)
    {
        if (row.IsNull(i))
        {
            json.Name(empty);
            return;
        }
        if (saysItsType && TypeName(row) is { } type)
        {
            json.Name($"{column.Name}@odata.type");
            json.Text(type);
        }
        if (row.Words(i) is > 0 and var count)
        {
            if (words.Length == 0)
                words = new byte[]?[count];
            json.Name(words[row.Word(i)] ??= [.. name, .. JsonBuffer.Quoted(row.Text(i))]);
            return;
        }
        json.Name(name);
        if (recurs)
            WriteKnown(json, row);
        else
            WriteValue(json, row);
    }

    /// <summary>Writes a value that is not null.</summary>
    public void WriteValue(JsonBuffer json, FeedRows row)
    {
        switch (column.Kind)
        {
            case Kind.Text when row.Words(i) > 0:
                json.Text(row.Text(i));
                break;
            case Kind.Text:
                json.Text(row.Utf8(i));
                break;
            case Kind.Truth:
                json.Raw(row.Truth(i) ? "true"u8 : "false"u8);
                break;
            case Kind.Whole when !form.LongsAreText || column.Type == "INTEGER":
                json.Whole(row.Whole(i));
                break;
            case Kind.Huge when !form.LongsAreText:
                json.Huge(row.Huge(i));
                break;
            case Kind.Exact when !form.LongsAreText:
                json.Ascii(row.Exact(i));
                break;
            case Kind.Real when row.Real(i) is var real && double.IsFinite(real):
                json.Real(real);
                break;
            case Kind.Day:
                json.Day(row.Day(i));
                break;
            case Kind.Instant:
                json.Instant(row.Instant(i));
                break;
            case var kind:
                json.Text(row.Written(i, kind));
                break;
        }
    }

    /// <summary>Writes a value from memory, where it is the last that was written of those with its place.</summary>
    private void WriteKnown(JsonBuffer json, FeedRows row)
    {
        if (known.Length == 0)
            (known, written) = (new (long, int)[Places], new byte[Places * Longest]);
        var bits = row.Bits(i);
        var place = (int)((ulong)bits * 0x9E3779B97F4A7C15 >> (64 - BitOperations.Log2(Places))); // Fibonacci hashing: Knuth, volume 3, 6.4
        var room = written.AsSpan(place * Longest, Longest);
        ref var last = ref known[place];
        if (last.Bits == bits && last.Length > 0)
        {
            json.Raw(room[..last.Length]);
            return;
        }
        var from = json.Length;
        WriteValue(json, row);
        var value = json.Written.Span[from..];
        last = (bits, value.TryCopyTo(room) ? value.Length : 0);
    }

    /// <summary>The type of what $metadata does not know, where JSON itself does not tell it.</summary>
    private string? TypeName(FeedRows row) => column.Kind switch
    {
        Kind.Text or Kind.Truth => null,
        Kind.Real => double.IsFinite(row.Real(i)) ? null : "#Double",
        Kind.Whole => column.Type == "INTEGER" ? "#Int32" : "#Int64",
        Kind.Day => "#Date",
        Kind.Clock => "#TimeOfDay",
        Kind.Instant => "#DateTimeOffset",
        _ => "#Decimal",
    };
}
