using System.Collections.Concurrent;

[assembly: AssemblyFixture(typeof(Outcomes.Tests.Councils.IngestedCouncils))]

namespace Outcomes.Tests.Councils;

/// <summary>The council folders beside this file, each brought in once for all tests, by the first that asks.</summary>
public sealed class IngestedCouncils : IDisposable
{
    private readonly ConcurrentDictionary<string, SemaphoreSlim> turns = new();
    private readonly ConcurrentDictionary<string, IngestedCouncil> ingested = new();

    /// <summary>The council's lake, for readers of their own; the test is skipped where its real files are absent.</summary>
    public async Task<IngestedCouncil> ShareAsync(string name)
    {
        var folder = CouncilFolder.OrSkip(name);
        var turn = turns.GetOrAdd(name, _ => new(1));
        await turn.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            if (!ingested.TryGetValue(name, out var council))
                ingested[name] = council = await IngestedCouncil.OfAsync(folder);
            return council.Share();
        }
        finally
        {
            turn.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var council in ingested.Values)
            council.Dispose();
        foreach (var turn in turns.Values)
            turn.Dispose();
    }
}
