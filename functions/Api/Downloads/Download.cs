namespace Outcomes.Functions.Api.Downloads;

/// <summary>What a download is made of.</summary>
/// <param name="Query">The rows asked for.</param>
/// <param name="Reading">Runs it.</param>
/// <param name="Notes">What stands beside the rows in a workbook.</param>
/// <param name="TemporaryPath">Where a file may be made before it is sent.</param>
/// <param name="HasBom">Whether a CSV file begins with a byte order mark, which Excel takes for UTF-8.</param>
/// <param name="CancellationToken">Stops it.</param>
internal sealed record Download(FeedQuery Query, FeedReading Reading, IEnumerable<Note> Notes, string TemporaryPath, bool HasBom, CancellationToken CancellationToken)
{
    /// <summary>Rows read for it so far.</summary>
    public long Rows { get; set; }

    /// <summary>Rows to leave out, or null.</summary>
    public long? Skip => Query.Request.Options.Rows("$skip");

    /// <summary>Rows at most, or null.</summary>
    public long? Top => Query.Request.Options.Rows("$top");
}

/// <summary>One line of a workbook's notes.</summary>
public sealed record Note(string About, string Text);

/// <summary>A format rows are downloaded in.</summary>
/// <param name="Extension">What the file's name ends in.</param>
/// <param name="ContentType">Its media type.</param>
/// <param name="WriteAsync">Writes the body.</param>
internal sealed record Format(string Extension, string ContentType, Func<Download, HttpResponse, Task> WriteAsync)
{
    /// <summary>Every format.</summary>
    public static readonly IReadOnlyList<Format> All =
    [
        new("csv", "text/csv; charset=utf-8; header=present", CsvDownload.WriteAsync),
        new("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", FromFile(Workbook.Make)),
        new("parquet", "application/vnd.apache.parquet", FromFile(ParquetDownload.Make)),
        new("arrow", "application/vnd.apache.arrow.file", FromFile(ArrowDownload.Make)),
        new("ndjson", "application/x-ndjson", JsonDownload.WriteLinesAsync),
        new("json", "application/json", JsonDownload.WriteArrayAsync),
    ];

    /// <summary>A format whose end must be known before its beginning: made as a file, sent, and deleted.</summary>
    private static Func<Download, HttpResponse, Task> FromFile(Action<Download, string> make) => async (download, response) =>
    {
        try
        {
            make(download, download.TemporaryPath);
            await using var file = File.OpenRead(download.TemporaryPath);
            response.ContentLength = file.Length;
            await file.CopyToAsync(response.Body, download.CancellationToken);
        }
        finally
        {
            File.Delete(download.TemporaryPath);
        }
    };
}
