using Parquet;

namespace Outcomes.Functions.Storage;

/// <summary>Reads a Parquet file's footer with Parquet.Net, which shares no code with DuckDB, the writer: what both understand, others will.</summary>
internal static class LakeFooter
{
    /// <summary>Refuses a file that is not whole, not this source's, or not what its writer says.</summary>
    /// <exception cref="InvalidDataException">Says what is wrong.</exception>
    public static async Task CheckAsync(string localFile, string dataset, string source, long? rows, CancellationToken cancellationToken)
    {
        try
        {
            await using var reader = await ParquetReader.CreateAsync(localFile, cancellationToken: cancellationToken);
            var counted = reader.RowGroups.Sum(group => group.RowCount);
            var fault =
                reader.Schema.Fields.Count == 0 ? "has no columns"
                : counted == 0 ? "has no rows; a month without rows is removed instead"
                : counted != reader.Metadata?.NumRows ? $"says {reader.Metadata?.NumRows} rows and its row groups hold {counted}"
                : rows is not null && rows != counted ? $"holds {counted} rows where {rows} were written"
                : Named(reader, "dataset", dataset) ?? Named(reader, "source", source);
            if (fault is not null)
                throw new InvalidDataException($"{Path.GetFileName(localFile)} for {dataset} from {source} {fault}. The lake is unchanged.");
        }
        catch (Exception failure) when (failure is not (InvalidDataException { InnerException: null } or OperationCanceledException or FileNotFoundException))
        {
            throw new InvalidDataException(
                $"{Path.GetFileName(localFile)} for {dataset} from {source} is not a Parquet file that a second reader understands: {failure.Message} The lake is unchanged.", failure);
        }
    }

    private static string? Named(ParquetReader reader, string key, string expected) =>
        reader.CustomMetadata.TryGetValue(key, out var found) && found == expected ? null : $"names {key} '{found}' in its footer, not '{expected}'";
}
