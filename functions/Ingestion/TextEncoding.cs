using System.Text;

namespace Outcomes.Functions.Ingestion;

/// <summary>Text of any of the encodings a source may name, as UTF-8. A byte order mark is believed before the source.</summary>
internal static class TextEncoding
{
    /// <summary>The file itself where it is UTF-8; otherwise <paramref name="workPath"/>, written as UTF-8.</summary>
    public static string ToUtf8(string path, string encoding, string workPath)
    {
        using var input = File.OpenRead(path);
        var text = Marked(input) ?? Named(encoding);
        if (text is UTF8Encoding)
            return path;
        using var output = File.Create(workPath);
        Encoding.CreateTranscodingStream(input, text, new UTF8Encoding(false)).CopyTo(output, 1 << 20);
        return workPath;
    }

    /// <summary>The encoding a byte order mark names, the stream then standing after it; null, and at the start, where there is none.</summary>
    private static Encoding? Marked(FileStream input)
    {
        Span<byte> mark = stackalloc byte[3];
        mark = mark[..input.ReadAtLeast(mark, 3, throwOnEndOfStream: false)];
        (Encoding? found, var length) = mark switch
        {
            [0xEF, 0xBB, 0xBF] => (Encoding.UTF8, 3),
            [0xFF, 0xFE, ..] => (Encoding.Unicode, 2),
            [0xFE, 0xFF, ..] => (Encoding.BigEndianUnicode, 2),
            _ => (default(Encoding), 0),
        };
        input.Position = length;
        return found;
    }

    /// <summary>Moves on from a byte order mark.</summary>
    public static void SkipMark(FileStream input) => Marked(input);

    private static Encoding Named(string encoding) => encoding switch
    {
        "utf-16" => Encoding.Unicode,
        "windows-1252" => CodePagesEncodingProvider.Instance.GetEncoding(1252)!,
        "latin-1" => Encoding.Latin1,
        _ => Encoding.UTF8,
    };
}
