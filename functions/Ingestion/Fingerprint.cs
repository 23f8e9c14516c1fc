using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Outcomes.Analytics;
using Outcomes.Functions.Sources;

namespace Outcomes.Functions.Ingestion;

/// <summary>Hashes by which equal work is known: SHA-256 in lower-case hex.</summary>
internal static class Fingerprint
{
    /// <summary>What of a source's file decides its rows: a new title or schedule leaves it as it was.</summary>
    public static string Mapping(Source source) => Of(new
    {
        source.Sql,
        source.FilesAre,
        AsAt = source.Http is null ? source.AsAt : null, // the day a reply came is no part of how it is read
        source.Http?.Definition,
        source.Format,
        Columns = source.Columns.Select(column => new { column.Name, column.Type, column.Format }),
        source.Mode,
        source.OnDuplicate,
        source.DropIdenticalRows,
        source.Personal,
    });

    /// <summary>What of a dataset's file decides what rows may be.</summary>
    public static string Contract(Dataset dataset) =>
        Of(new { dataset.Key, dataset.Month, Columns = dataset.Columns.Select(column => new { column.Name, column.Type, column.Allowed, column.Nullable }) });

    /// <summary>Of anything that has a JSON form.</summary>
    public static string Of(object content) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(content))));

    /// <summary>Of a file's bytes.</summary>
    public static string OfFile(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[1 << 18]; // HashData(stream) reads 4 KB at a time
        while (stream.Read(buffer) is var read and > 0)
            hash.AppendData(buffer, 0, read);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
