namespace Outcomes.Tests.Functions.Dashboard;

/// <summary>The town of drawn.sql, served once for the tests of a class.</summary>
public sealed class DrawnTown : IAsyncLifetime
{
    internal ServedPages Pages { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Pages = await ServedPages.DrawnAsync();

    public ValueTask DisposeAsync() => Pages.DisposeAsync();
}
