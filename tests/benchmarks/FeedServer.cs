using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;
using Outcomes.Analytics;
using Outcomes.Functions;
using Outcomes.Functions.Api;
using Outcomes.Functions.Ingestion;
using Outcomes.Functions.Storage;

namespace Outcomes.Benchmarks;

/// <summary>The legs of the feed's benchmark that serve: the product over one publication, and Kestrel with some bytes in memory.</summary>
public static class FeedServer
{
    private const string Id = "20260401T000000Z-0000b5e5";

    /// <summary>Makes the rows: a publication with the one set, its serving file, and the same as CSV for the peer.</summary>
    public static string Make(string folder)
    {
        var csv = Path.Combine(Directory.CreateDirectory(folder).FullName, "outcomes.csv");
        if (File.Exists(csv))
            return csv;
        var published = Directory.CreateDirectory(Path.Combine(folder, "published")).FullName;
        using var duck = Duck.Open(memory: "4GB");
        duck.Run(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "feed-rows.sql")));
        var parquet = Path.Combine(folder, "outcomes.parquet");
        duck.Run($"copy outcomes to {Duck.Literal(parquet)} (format parquet)");
        var file = new PublishedFile("outcomes", null, Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(parquet))), duck.One<long>("select count(*) from outcomes"));
        File.Move(parquet, Path.Combine(published, file.FileName), overwrite: true);
        File.WriteAllText(Path.Combine(folder, "publication.json"), new Publication
        {
            Id = Id,
            AsOf = DateTimeOffset.UnixEpoch,
            Created = DateTimeOffset.UnixEpoch,
            Files = [file],
            From = [],
            Notes = [],
        }.ToJson());
        ServingFile.Build(Publication.FromJson(File.ReadAllText(Path.Combine(folder, "publication.json"))), [.. FeedModel.Read().Sets.Select(set => set.Contract)], published,
            Path.Combine(Directory.CreateDirectory(Path.Combine(folder, "serving")).FullName, $"{Id}.duckdb"));
        duck.Run($"copy (select * exclude (ordinal) from outcomes) to {Duck.Literal(csv + ".part")} (format csv, header)");
        File.Move(csv + ".part", csv);
        return csv;
    }

    /// <summary>The product's local server.</summary>
    public static async Task RunAsync(string folder, string urls)
    {
        var publications = new Publications(new DirectoryStorage(Path.Combine(folder, "data")), Path.Combine(folder, "published"));
        using var feed = new Feed(FeedModel.Read(), publications, Path.Combine(folder, "serving"));
        var publication = Publication.FromJson(await File.ReadAllTextAsync(Path.Combine(folder, "publication.json")));
        await publications.PutAsync(publication, CancellationToken.None);
        await feed.ServeAsync(publication, CancellationToken.None);
        using var store = new SqliteLedgerStore(Path.Combine(folder, $"records-{Environment.ProcessId}.db"));
        await LocalServer.Build(feed, new byte[32], new Records(store, TimeProvider.System), new(RequestsPerMinute: 100_000_000), urls).RunAsync();
    }

    /// <summary>Kestrel alone, serving a file's bytes from memory with the feed's content type.</summary>
    public static async Task BytesAsync(string file, string urls)
    {
        var bytes = await File.ReadAllBytesAsync(file);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add(urls);
        app.Run(context =>
        {
            if (context.Request.Headers.IfNoneMatch.Count > 0)
            {
                context.Response.StatusCode = 304;
                return Task.CompletedTask;
            }
            context.Response.ContentType = "application/json;odata.metadata=minimal";
            context.Response.ContentLength = bytes.Length;
            return context.Response.Body.WriteAsync(bytes, 0, bytes.Length, context.RequestAborted);
        });
        await app.RunAsync();
    }

    /// <summary>The page's SQL asked in-process, one after the other, and written by Utf8JsonWriter: milliseconds, the median.</summary>
    public static async Task InProcessAsync(string folder, int turns) => await Leg.MeasureAsync(() =>
    {
        using var duck = Duck.Open(memory: "400MB");
        duck.Run($"attach {Duck.Literal(Path.Combine(folder, "serving", $"{Id}.duckdb"))} as served (read_only)");
        var columns = duck.Rows("select column_name from duckdb_columns() where table_name = 'outcomes' and column_name <> 'ordinal' order by column_index", row => JsonEncodedText.Encode(row.GetString(0)));
        var sql = $"select {string.Join(", ", columns.Select(column => Duck.Name(column.Value)))} from served.outcomes where measure = $measure and service = $service and period >= $from and period < $to order by period asc nulls first, area asc nulls first, channel asc nulls first, ordinal limit 1001";
        var times = new List<double>();
        for (var turn = 0; turn < turns; turn++)
        {
            var from = System.Diagnostics.Stopwatch.GetTimestamp();
            var (measure, service, year) = FeedPeerBenchmark.Asked(turn);
            using var command = duck.CreateCommand();
            command.CommandText = sql;
            foreach (var (name, value) in new (string, object)[] { ("measure", measure), ("service", service), ("from", new DateOnly(year, 4, 1)), ("to", new DateOnly(year + 1, 4, 1)) })
                command.Parameters.Add(new DuckDB.NET.Data.DuckDBParameter(name, value));
            using var reader = command.ExecuteReader();
            using var bytes = new MemoryStream();
            using var json = new Utf8JsonWriter(bytes, FeedJson.Options);
            json.WriteStartArray();
            for (var row = 0; row < 1000 && reader.Read(); row++)
            {
                json.WriteStartObject();
                for (var i = 0; i < columns.Count; i++)
                    Write(json, columns[i], reader, i);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.Flush();
            times.Add(System.Diagnostics.Stopwatch.GetElapsedTime(from).TotalMilliseconds);
        }
        times = [.. times.Skip(turns / 5).Order()];
        return Task.FromResult(new Dictionary<string, double> { ["median"] = times[times.Count / 2] });
    });

    private static void Write(Utf8JsonWriter json, JsonEncodedText name, DuckDB.NET.Data.DuckDBDataReader reader, int i)
    {
        if (reader.IsDBNull(i))
            json.WriteNull(name);
        else if (reader.GetFieldType(i) is var type && type == typeof(double))
            json.WriteNumber(name, reader.GetDouble(i));
        else if (type == typeof(long))
            json.WriteNumber(name, reader.GetInt64(i));
        else if (type == typeof(bool))
            json.WriteBoolean(name, reader.GetBoolean(i));
        else if (type == typeof(DateOnly))
            json.WriteString(name, reader.GetFieldValue<DateOnly>(i).ToString("O", System.Globalization.CultureInfo.InvariantCulture));
        else if (reader.GetValue(i) is DateTime instant)
            json.WriteString(name, instant);
        else
            json.WriteString(name, reader.GetString(i));
    }
}
