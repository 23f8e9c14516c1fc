using System.Globalization;
using System.Text;
using Azure;
using Azure.Data.Tables;
using Outcomes.Functions.Storage;

namespace Outcomes.Functions.Ingestion;

/// <summary>A ledger in one table of Azure Table Storage, which any number of machines may share.</summary>
/// <remarks>
/// Limits of the service: https://learn.microsoft.com/rest/api/storageservices/understanding-the-table-service-data-model. A text property
/// holds 64 KiB in UTF-16, an entity 1 MiB; so the JSON is cut into the properties <c>Json00</c>, <c>Json01</c>, …
/// </remarks>
public sealed class TableLedgerStore : ILedgerStore
{
    private const int LongestProperty = 32_000, LongestJson = 450_000;
    private readonly TableClient table;

    private TableLedgerStore(TableClient table) => this.table = table;

    /// <summary>Opens the table, or makes it.</summary>
    public static async Task<TableLedgerStore> OpenAsync(TableClient table, CancellationToken cancellationToken)
    {
        await Tell(table.Name, () => table.CreateIfNotExistsAsync(cancellationToken));
        return new(table);
    }

    /// <inheritdoc/>
    public async Task<LedgerEntry?> FindAsync(string partition, string row, CancellationToken cancellationToken)
    {
        var found = await Tell($"{partition} {row}", () => table.GetEntityIfExistsAsync<TableEntity>(Key(partition), Key(row), cancellationToken: cancellationToken));
        return found.HasValue ? Entry(found.Value!) : null;
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<LedgerEntry>> ListAsync(string partition, CancellationToken cancellationToken)
    {
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {Key(partition)}");
        return await Tell(partition, async () =>
        {
            var entries = new List<LedgerEntry>();
            await foreach (var entity in table.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken))
                entries.Add(Entry(entity));
            return entries.OrderBy(entry => entry.Row, StringComparer.Ordinal).ToList();
        });
    }

    /// <inheritdoc/>
    public async Task<LedgerEntry?> TryInsertAsync(string partition, string row, string json, CancellationToken cancellationToken) =>
        await TryAsync(partition, row, json, entity => table.AddEntityAsync(entity, cancellationToken));

    /// <inheritdoc/>
    public async Task<LedgerEntry?> TryReplaceAsync(LedgerEntry entry, string json, CancellationToken cancellationToken) =>
        await TryAsync(entry.Partition, entry.Row, json,
            entity => table.UpdateEntityAsync(entity, new(entry.Tag), TableUpdateMode.Replace, cancellationToken));

    /// <inheritdoc/>
    public async Task<bool> TryDeleteAsync(LedgerEntry entry, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await Tell($"{entry.Partition} {entry.Row}", () => table.DeleteEntityAsync(Key(entry.Partition), Key(entry.Row), new(entry.Tag), cancellationToken));
            return answer.Status != 404;
        }
        catch (IOException lost) when (IsLostRace(lost))
        {
            return false;
        }
    }

    private static async Task<LedgerEntry?> TryAsync(string partition, string row, string json, Func<TableEntity, Task<Response>> write)
    {
        if (json.Length > LongestJson)
            throw new IOException($"The ledger's entry {partition} {row} has {json.Length} characters; an Azure table takes {LongestJson}. Split what it holds.");
        var entity = new TableEntity(Key(partition), Key(row));
        for (var (start, number) = (0, 0); start < json.Length; start += LongestProperty, number++)
            entity[$"Json{number:d2}"] = json.Substring(start, Math.Min(LongestProperty, json.Length - start));
        try
        {
            var answer = await Tell($"{partition} {row}", () => write(entity));
            return new(partition, row, json, answer.Headers.ETag?.ToString() ?? throw new IOException("Table storage gave no ETag for a write."));
        }
        catch (IOException lost) when (IsLostRace(lost))
        {
            return null;
        }
    }

    private static LedgerEntry Entry(TableEntity entity)
    {
        var json = new StringBuilder();
        for (var number = 0; entity.GetString($"Json{number:d2}") is { } part; number++)
            json.Append(part);
        return new(Name(entity.PartitionKey), Name(entity.RowKey), json.ToString(), entity.ETag.ToString());
    }

    /// <summary>A name as a key: keys may not hold / \ # ? or control characters; all but letters, digits, '-', '_' and '.' become '=' and four hex digits.</summary>
    private static string Key(string name)
    {
        var key = new StringBuilder();
        foreach (var character in name)
            key.Append(char.IsAsciiLetterOrDigit(character) || character is '-' or '_' or '.' ? $"{character}" : $"={(int)character:x4}");
        return key.ToString();
    }

    private static string Name(string key)
    {
        var name = new StringBuilder();
        for (var i = 0; i < key.Length; i++)
            if (key[i] != '=')
                name.Append(key[i]);
            else
            {
                name.Append((char)int.Parse(key.AsSpan(i + 1, 4), NumberStyles.HexNumber, CultureInfo.InvariantCulture));
                i += 4;
            }
        return name.ToString();
    }

    private static bool IsLostRace(IOException failure) => failure.InnerException is RequestFailedException { Status: 404 or 409 or 412 };

    private static Task<T> Tell<T>(string what, Func<Task<T>> ask) => AzureCall.Tell("Table storage", what, ask);
}
