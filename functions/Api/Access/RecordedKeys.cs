using System.Text.Json;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Outcomes.Functions.Ingestion;

namespace Outcomes.Functions.Api.Access;

/// <summary>Keeps the keys that protect sessions among the records, so that every server of one council reads the others' cookies, also after a restart.</summary>
internal sealed class RecordedKeys(Records records) : IXmlRepository
{
    private const string Kind = "session_key";

    /// <inheritdoc/>
    public IReadOnlyCollection<XElement> GetAllElements() =>
        [.. records.ListAsync(Kind, CancellationToken.None).GetAwaiter().GetResult().Select(record => XElement.Parse(record.Content.GetString()!))];

    /// <inheritdoc/>
    public void StoreElement(XElement element, string friendlyName) =>
        records.AppendAsync(Kind, JsonSerializer.SerializeToElement(element.ToString(SaveOptions.DisableFormatting)), CancellationToken.None).GetAwaiter().GetResult();
}
