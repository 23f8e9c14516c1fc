namespace Outcomes.Functions.Ingestion;

/// <summary>A file that a source's glob matched.</summary>
/// <param name="Path">As matched, '/'-separated, relative to the source's folder; it may start with <c>../</c>.</param>
/// <param name="LocalPath">Where it can be read now.</param>
/// <param name="Hashing">Under way, beside whatever else is done with the file: SHA-256 of its bytes as they came, 64 lower-case hex digits.</param>
/// <param name="Length">Bytes.</param>
public sealed record RawFile(string Path, string LocalPath, Task<string> Hashing, long Length);

/// <summary>A table of text made ready: decompressed, in UTF-8, without personal columns. An archive yields one for each member.</summary>
/// <param name="Path">As <see cref="RawFile.Path"/>; a member of an archive is <c>archive.zip/member.csv</c>.</param>
/// <param name="LocalPath">The prepared file.</param>
/// <param name="Layout">How DuckDB reads it.</param>
/// <param name="Columns">Header names in file order, less personal ones; empty where the file has no record.</param>
/// <param name="Rejects">Rows that could not be read while preparing.</param>
/// <param name="Footers">Footer rows already left out.</param>
/// <param name="Rows">Its data rows, where preparing it has told; null: they are counted as they are read.</param>
public sealed record PreparedFile(
    string Path, string LocalPath, RawLayout Layout, IReadOnlyList<string> Columns, IReadOnlyList<Reject> Rejects, int Footers, long? Rows = null);

/// <summary>A row that is no row of the table: it goes to quarantine.</summary>
/// <param name="Row">1-based data row in its file.</param>
/// <param name="Reason">What was found and what is allowed.</param>
/// <param name="Text">The row as it stands, shortened; null where the source has personal columns.</param>
public sealed record Reject(long Row, string Reason, string? Text);

/// <summary>How DuckDB reads a prepared file.</summary>
/// <param name="Kind">csv, UTF-8 with one header line; ndjson, each line an object whose values are text; parquet, of any types.</param>
/// <param name="Delimiter">CSV: between fields.</param>
/// <param name="Quote">CSV: around fields that need it; doubled within.</param>
/// <param name="RowBytes">NDJSON: no line is longer, where that is known. DuckDB reads into pieces of memory of twice that.</param>
public sealed record RawLayout(string Kind, string Delimiter = ",", string Quote = "\"", int? RowBytes = null);

/// <summary>What one run of a source kept in the store.</summary>
/// <param name="Run">The run's id.</param>
/// <param name="Fetched">When its files were read.</param>
/// <param name="Files">The kept files in the order they were read.</param>
public sealed record KeptRun(string Run, DateTimeOffset Fetched, IReadOnlyList<KeptFile> Files);

/// <summary>A file kept as it came; or, where personal columns had to go, the prepared table.</summary>
/// <param name="Path">As <see cref="RawFile.Path"/>, or <see cref="PreparedFile.Path"/> of a table.</param>
/// <param name="Stored">Path in the store.</param>
/// <param name="Hash">SHA-256 of the bytes that came; null for a table.</param>
/// <param name="Length">Bytes that came; 0 for a table.</param>
/// <param name="Table">What <see cref="RawFiles.Prepare"/> made of it; null where the file is kept as it came.</param>
/// <param name="Asked">Of a page: what it was asked for (its row of <c>each</c>, its window) as JSON, or null.</param>
public sealed record KeptFile(string Path, string Stored, string? Hash, long Length, PreparedFile? Table, string? Asked = null);
