using System.Buffers;
using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Outcomes.Functions.Api;

/// <summary>JSON being written to memory of its own, with no check of its shape: rows come by the million, and their shape is known.</summary>
internal sealed class JsonBuffer : IDisposable
{
    private const int LongestNumber = 40;
    private static readonly SearchValues<byte> Plain = SearchValues.Create(
        [.. Enumerable.Range(' ', '~' - ' ' + 1).Select(code => (byte)code).Where(letter => letter is not ((byte)'"' or (byte)'\\'))]);

    /// <summary>What a page held back in <see cref="FeedJson"/> and its next row mostly fit in; those that are free are used again, and are as many as answers are made at once.</summary>
    private const int Usual = 640 * 1024;

    private static readonly ConcurrentBag<byte[]> Free = [];

    private byte[] bytes = Free.TryTake(out var used) ? used : new byte[Usual];

    /// <summary>Every answer is application/json and nosniff, so markup in it needs no escapes.</summary>
    public static JavaScriptEncoder Encoder => JavaScriptEncoder.UnsafeRelaxedJsonEscaping;

    /// <summary>How much is written since <see cref="Clear"/>.</summary>
    public int Length { get; private set; }

    /// <summary>What is written, until the next write.</summary>
    public ReadOnlyMemory<byte> Written => bytes.AsMemory(0, Length);

    /// <summary>Starts again in the same memory.</summary>
    public void Clear() => Length = 0;

    /// <summary>Bytes as they are.</summary>
    public void Raw(ReadOnlySpan<byte> raw)
    {
        raw.CopyTo(Room(raw.Length));
        Length += raw.Length;
    }

    /// <summary>Text that is JSON already, of ASCII letters only.</summary>
    public void Ascii(string json) => Length += Encoding.ASCII.GetBytes(json, Room(json.Length));

    /// <summary>A name, made by <see cref="NameOf"/>; its comma is left out where it is the first of an object.</summary>
    public void Name(ReadOnlySpan<byte> name) => Raw(bytes[Length - 1] == '{' ? name[1..] : name);

    /// <summary>A comma, a name and its colon.</summary>
    public static byte[] NameOf(string name) => [(byte)',', .. Quoted(name), (byte)':'];

    /// <summary>A name that is written once.</summary>
    public void Name(string name) => Name(NameOf(name));

    /// <summary>A JSON string.</summary>
    public void Text(string text) => Raw(Quoted(text));

    /// <summary>A JSON string.</summary>
    public void Text(ReadOnlySpan<byte> utf8)
    {
        if (utf8.ContainsAnyExcept(Plain))
        {
            Raw(Quoted(Encoding.UTF8.GetString(utf8)));
            return;
        }
        var room = Room(utf8.Length + 2);
        room[0] = room[utf8.Length + 1] = (byte)'"';
        utf8.CopyTo(room[1..]);
        Length += utf8.Length + 2;
    }

    /// <summary>A JSON string as bytes, to be written again and again.</summary>
    public static byte[] Quoted(string text) => [(byte)'"', .. JsonEncodedText.Encode(text, Encoder).EncodedUtf8Bytes, (byte)'"'];

    /// <summary>A whole number.</summary>
    public void Whole(long number)
    {
        Utf8Formatter.TryFormat(number, Room(LongestNumber), out var length);
        Length += length;
    }

    /// <summary>A whole number of any length.</summary>
    public void Huge(Int128 number)
    {
        number.TryFormat(Room(LongestNumber), out var length, default, CultureInfo.InvariantCulture);
        Length += length;
    }

    /// <summary>A finite number, by its shortest digits that read back equal.</summary>
    public void Real(double number)
    {
        if (number == (int)number && number != 0)
        {
            Whole((int)number); // the same digits, sooner
            return;
        }
        Utf8Formatter.TryFormat(number, Room(LongestNumber), out var length);
        Length += length;
    }

    /// <summary>A day, in quotes.</summary>
    public void Day(DateOnly day)
    {
        var room = Room(12);
        room[0] = room[11] = (byte)'"';
        Digits(room[1..], day.Year, day.Month, day.Day);
        Length += 12;
    }

    /// <summary>A UTC instant in quotes, with its fraction of a second where it has one.</summary>
    public void Instant(DateTime instant)
    {
        if (instant.Ticks % TimeSpan.TicksPerSecond != 0)
        {
            Text(Kinds.Text(Kind.Instant, instant));
            return;
        }
        var room = Room(22);
        (room[0], room[11], room[20], room[21]) = ((byte)'"', (byte)'T', (byte)'Z', (byte)'"');
        Digits(room[1..], instant.Year, instant.Month, instant.Day);
        (room[14], room[17]) = ((byte)':', (byte)':');
        Two(room[12..], instant.Hour);
        Two(room[15..], instant.Minute);
        Two(room[18..], instant.Second);
        Length += 22;
    }

    private static void Digits(Span<byte> room, int year, int month, int day)
    {
        Two(room, year / 100);
        Two(room[2..], year % 100);
        (room[4], room[7]) = ((byte)'-', (byte)'-');
        Two(room[5..], month);
        Two(room[8..], day);
    }

    private static void Two(Span<byte> room, int number) => (room[0], room[1]) = ((byte)('0' + number / 10), (byte)('0' + number % 10));

    /// <inheritdoc/>
    public void Dispose()
    {
        if (bytes.Length == Usual)
            Free.Add(bytes);
        bytes = [];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Span<byte> Room(int length)
    {
        if (bytes.Length - Length < length)
            Grow(length);
        return bytes.AsSpan(Length);
    }

    private void Grow(int length)
    {
        var larger = new byte[Math.Max(bytes.Length * 2, Length + length)];
        Written.Span.CopyTo(larger);
        bytes = larger;
    }
}
