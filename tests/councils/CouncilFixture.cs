namespace Outcomes.Tests.Councils;

/// <summary>A council folder brought in once for all tests of a class, by the first that asks.</summary>
public abstract class CouncilFixture(string name) : IDisposable
{
    private readonly SemaphoreSlim one = new(1);
    private IngestedCouncil? ingested;

    /// <summary>The council; the test is skipped where its real files are absent.</summary>
    public async Task<IngestedCouncil> IngestedAsync()
    {
        var folder = CouncilFolder.OrSkip(name);
        await one.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            return ingested ??= await IngestedCouncil.OfAsync(folder);
        }
        finally
        {
            one.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        ingested?.Dispose();
        one.Dispose();
        GC.SuppressFinalize(this);
    }
}
