using System.Buffers.Binary;
using System.IO.Compression;

namespace Outcomes.Functions.Ingestion;

/// <summary>One table's bytes: a file, what a gzip file holds, or a member of a zip archive.</summary>
/// <param name="path">As <see cref="PreparedFile.Path"/>.</param>
/// <param name="kind">csv, json, ndjson, parquet, xlsx, xls; null where neither the source nor the name says.</param>
/// <param name="plainPath">The local file, where it is not compressed.</param>
/// <param name="open">Decompresses, within the limits.</param>
internal sealed class RawContent(string path, string? kind, string? plainPath, Func<Stream> open)
{
    private static readonly Dictionary<string, string> Kinds = new(StringComparer.OrdinalIgnoreCase)
    {
        [".csv"] = "csv",
        [".tsv"] = "csv",
        [".txt"] = "csv",
        [".json"] = "json",
        [".geojson"] = "json",
        [".ndjson"] = "ndjson",
        [".jsonl"] = "ndjson",
        [".parquet"] = "parquet",
        [".xlsx"] = "xlsx",
        [".xlsm"] = "xlsx",
        [".xls"] = "xls",
    };

    public string Path => path;

    public string? Kind => kind;

    /// <summary>A local file with the bytes: itself where it is one, otherwise written to <paramref name="workPath"/>.</summary>
    public string Save(string workPath)
    {
        if (plainPath is not null)
            return plainPath;
        using var input = open();
        using var output = File.Create(workPath);
        input.CopyTo(output, 1 << 20);
        return workPath;
    }

    /// <summary>The tables of a file: one, or one for each member of an archive whose name has an extension of that kind.</summary>
    /// <exception cref="InvalidDataException">An archive is damaged, holds no table, or more members than allowed.</exception>
    public static IEnumerable<RawContent> Open(RawFile file, string? kind, RawLimits limits)
    {
        var name = file.Path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? file.Path[..^3] : file.Path;
        var found = kind ?? Kinds.GetValueOrDefault(System.IO.Path.GetExtension(name));
        var magic = Magic(file.LocalPath);
        if (magic is [0x1f, 0x8b, ..])
            return [new(file.Path, found, null, () => Gunzip(file, limits))];
        if (magic is [(byte)'P', (byte)'K', ..] && (found is not "xlsx" || file.Path.EndsWith(".zip", StringComparison.OrdinalIgnoreCase)))
            return Members(file, kind, limits);
        return [new(file.Path, found, file.LocalPath, () => File.OpenRead(file.LocalPath))];
    }

    private static LimitedStream Gunzip(RawFile file, RawLimits limits)
    {
        const int Smallest = 18; // RFC 1952: a header of 10 bytes and a trailer of 8
        if (file.Length < Smallest)
            throw new InvalidDataException("the gzip file was cut short; allowed: one whole gzip file.");
        var stream = File.OpenRead(file.LocalPath);
        var trailer = new byte[4];
        stream.Position = stream.Length - trailer.Length;
        stream.ReadExactly(trailer);
        stream.Position = 0;
        return new(new GZipStream(stream, CompressionMode.Decompress), file.Length, limits, BinaryPrimitives.ReadUInt32LittleEndian(trailer));
    }

    private static List<RawContent> Members(RawFile file, string? kind, RawLimits limits)
    {
        using var archive = OpenZip(file);
        if (archive.Entries.Count > limits.MaxMembers)
            throw new InvalidDataException($"the archive has {archive.Entries.Count:N0} members; allowed: {limits.MaxMembers:N0} (setting Raw:MaxMembers).");
        var members = archive.Entries.Select(entry => entry.FullName).Where(name => !IsHidden(name))
            .Select(name => (Name: name, Kind: Kinds.GetValueOrDefault(System.IO.Path.GetExtension(name))))
            .Where(member => member.Kind is not null && (kind is null || member.Kind == kind))
            .OrderBy(member => member.Name, NaturalOrder.Instance).ToList();
        if (members.GroupBy(member => member.Name, StringComparer.Ordinal).FirstOrDefault(same => same.Count() > 1) is { } twice)
            throw new InvalidDataException($"the archive holds '{twice.Key}' more than once; allowed: each name once.");
        if (members.Count == 0)
            throw new InvalidDataException(
                $"the archive holds no {kind ?? "table"}; found: {RawFaults.Shown([.. archive.Entries.Select(entry => entry.FullName)])}; allowed: {string.Join(", ", Kinds.Keys)}.");
        return [.. members.Select(member => new RawContent($"{file.Path}/{member.Name}", member.Kind, null, () => Member(file, member.Name, limits)))];
    }

    private static ZipArchive OpenZip(RawFile file)
    {
        try
        {
            return ZipFile.OpenRead(file.LocalPath);
        }
        catch (InvalidDataException damaged)
        {
            throw new InvalidDataException($"the zip archive is damaged ({damaged.Message.TrimEnd('.')}); allowed: one that unpacks. Fetch it again.", damaged);
        }
    }

    /// <summary>A member is read, never extracted under its own name, so that no name can lead out of a folder.</summary>
    private static LimitedStream Member(RawFile file, string name, RawLimits limits)
    {
        var archive = ZipFile.OpenRead(file.LocalPath);
        var entry = archive.GetEntry(name)!;
        return new(entry.Open(), entry.CompressedLength, limits, owner: archive);
    }

    private static bool IsHidden(string name) => name.EndsWith('/') || name.Split('/', '\\').Any(part => part == "__MACOSX" || part.StartsWith('.') && part != "..");

    private static byte[] Magic(string path)
    {
        using var stream = File.OpenRead(path);
        var bytes = new byte[4];
        return bytes[..stream.ReadAtLeast(bytes, 4, throwOnEndOfStream: false)];
    }
}
