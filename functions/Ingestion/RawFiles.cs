using Outcomes.Functions.Sources;

namespace Outcomes.Functions.Ingestion;

/// <summary>The files of a source: found, made ready to be read as tables, kept, and found again to be replayed.</summary>
public static partial class RawFiles
{
    /// <summary>The files that the source's glob matches, in natural order of name: <c>2019-6</c> before <c>2019-12</c>.</summary>
    /// <exception cref="SourceException">None matches, one is empty or no regular file, or the pattern is an absolute path.</exception>
    public static IReadOnlyList<RawFile> Find(Source source) => [.. Paths(source).Select(path => Read(source, path))];

    /// <summary>Their paths, as the glob matches them.</summary>
    /// <exception cref="SourceException">None matches, or the pattern is an absolute path.</exception>
    public static IReadOnlyList<string> Paths(Source source)
    {
        if (Path.IsPathRooted(source.Files))
            throw new SourceException(source.Name, $"files: is '{source.Files}'; allowed: a path relative to the source's folder, such as data/*.csv or ../shared/*.csv.");
        var paths = Glob.Match(source.Folder, source.Files).Order(NaturalOrder.Instance).ToList();
        return paths.Count > 0 ? paths : throw new SourceException(source.Name, $"no file matches '{source.Files}' in {source.Folder}. Put the file there, or correct files:.");
    }

    /// <summary>Decompresses, turns to UTF-8 and drops personal columns, within the limits.</summary>
    /// <param name="source">How the files are read.</param>
    /// <param name="files">In the order their rows shall have.</param>
    /// <param name="workFolder">The run's own; gone after the run.</param>
    /// <param name="limits">Null: the defaults.</param>
    /// <param name="cancellationToken">Stops between files.</param>
    /// <exception cref="SourceException">A file cannot be read as the source says.</exception>
    public static IReadOnlyList<PreparedFile> Prepare(
        Source source, IReadOnlyList<RawFile> files, string workFolder, RawLimits? limits = null, CancellationToken cancellationToken = default)
    {
        limits ??= new();
        var prepared = new List<PreparedFile>();
        foreach (var file in files)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                foreach (var content in RawContent.Open(file, source.Format.Kind, limits))
                    prepared.Add(PrepareOne(source, content, Path.Combine(workFolder, $"{prepared.Count + 1:0000}"), limits));
            }
            catch (Exception wrong) when (wrong is InvalidDataException or EndOfStreamException or IOException or UnauthorizedAccessException)
            {
                throw new SourceException(source.Name, $"{file.Path}: {wrong.Message}", wrong);
            }
        }
        return prepared;
    }

    private static PreparedFile PrepareOne(Source source, RawContent content, string workPath, RawLimits limits) => content.Kind switch
    {
        "csv" => CsvPreparation.Prepare(source, content, workPath, limits),
        "json" or "ndjson" => JsonPreparation.Prepare(source, content, workPath, limits),
        "parquet" => ParquetPreparation.Prepare(source, content, workPath),
        "xlsx" or "xls" => SheetPreparation.Prepare(source, content, workPath, limits),
        _ => throw new InvalidDataException($"'{Path.GetExtension(content.Path)}' is no kind of file that is read; allowed: csv, tsv, json, ndjson, parquet, xlsx, xls, also in gzip or zip. Or say format: csv."),
    };

    private static RawFile Read(Source source, string path)
    {
        var local = Path.GetFullPath(Path.Combine(source.Folder, path));
        try
        {
            // A pipe or a device says it is empty too, and would be waited for without end: nothing that says so is opened.
            if (new FileInfo(local) is var file && ((file.ResolveLinkTarget(returnFinalTarget: true) as FileInfo) ?? file).Length == 0)
                throw new SourceException(source.Name, $"{path}: the file is empty: not even a header line, or an empty array ([]). Pipes and devices are not read: put a regular file there.");
            using var stream = File.OpenRead(local);
            return new(path, local, Task.Run(() => Fingerprint.OfFile(local)), stream.Length);
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException)
        {
            throw new SourceException(source.Name, $"{path} cannot be opened: {wrong.Message}", wrong);
        }
    }
}
