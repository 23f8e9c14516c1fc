namespace Outcomes.Tests.Councils;

/// <summary>A council folder that was brought in, with what the tests of a class need besides.</summary>
public abstract class CouncilFixture(IngestedCouncils councils, string name) : IDisposable
{
    private readonly SemaphoreSlim one = new(1);
    private IngestedCouncil? ingested;

    /// <summary>The council; the test is skipped where its real files are absent.</summary>
    public async Task<IngestedCouncil> IngestedAsync()
    {
        await one.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            if (ingested is null)
                Prepare(ingested = await councils.ShareAsync(name));
            return ingested;
        }
        finally
        {
            one.Release();
        }
    }

    /// <summary>What else the tests of a class need once it is in.</summary>
    protected virtual void Prepare(IngestedCouncil council)
    {
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        ingested?.Dispose();
        one.Dispose();
        GC.SuppressFinalize(this);
    }
}
