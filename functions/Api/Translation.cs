using System.Globalization;
using Microsoft.OData.UriParser;

namespace Outcomes.Functions.Api;

/// <summary>What all expressions of one request share while they become SQL.</summary>
/// <param name="aliases">Values of the request's <c>@</c> aliases.</param>
/// <param name="asked">When the reader asked; the same on all pages.</param>
internal sealed class Translation(IDictionary<string, SingleValueNode> aliases, DateTimeOffset asked)
{
    private int names;

    /// <summary>The values met so far.</summary>
    public SqlParameters Parameters { get; } = new();

    /// <summary>Whether the answer depends on the time, so that it may not be kept.</summary>
    public bool AskedTheTime { get; private set; }

    /// <summary>What <c>now()</c> is.</summary>
    public DateTimeOffset Now()
    {
        AskedTheTime = true;
        return asked;
    }

    /// <summary>A new identifier, quoted. SQL's names ignore case and OData's do not, so an alias is never one.</summary>
    public string Name() => string.Create(CultureInfo.InvariantCulture, $"\"@{++names}\"");

    /// <summary>What an alias stands for; null where it is not given.</summary>
    public SingleValueNode? Alias(string name) => aliases.TryGetValue(name, out var value) ? value : null;
}
