using Outcomes.Functions.Api.Access;

namespace Outcomes.Functions;

/// <summary>What operating the product asks for. Returns exit codes as <see cref="Verbs"/> does.</summary>
/// <param name="composition">What it works with.</param>
/// <param name="terminal">Where it tells.</param>
internal sealed class OperationVerbs(Composition composition, Terminal terminal)
{
    private static readonly TimeSpan Ticking = TimeSpan.FromSeconds(5), Looking = TimeSpan.FromSeconds(1);

    /// <summary>Ticks and takes work items until it is stopped, or until nothing is open.</summary>
    public async Task<int> WorkAsync(bool once, CancellationToken cancellationToken)
    {
        var rounds = composition.Rounds(terminal.Lines());
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var time = composition.Ledger.Time;
        if (!composition.IsShared)
            await rounds.ResumeAsync(cancellationToken);
        await rounds.TickAsync(cancellationToken);
        var working = Task.Run(() => rounds.WorkAsync(stop.Token), CancellationToken.None);
        using var timer = new PeriodicTimer(once ? Looking : Ticking, time);
        while (!(once && await rounds.IsIdleAsync(cancellationToken)))
        {
            await timer.WaitForNextTickAsync(cancellationToken);
            await rounds.TickAsync(cancellationToken);
        }
        await stop.CancelAsync();
        await working.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return 0;
    }

    /// <summary>Housekeeping now.</summary>
    public async Task<int> TidyAsync(CancellationToken cancellationToken)
    {
        await composition.Housekeeping.RunAsync(terminal.Lines(), cancellationToken);
        return 0;
    }

    /// <summary>Who read what since a day, the earliest first.</summary>
    public async Task<int> AuditAsync(DateOnly? since, string? by, CancellationToken cancellationToken)
    {
        var first = (since ?? DateOnly.MinValue).ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc);
        terminal.Table(["at", "who", "asked", "status", "rows", "publication"], (await Audit.ListAsync(composition.Records, cancellationToken))
            .Where(line => line.At.UtcDateTime >= first && (by is null || line.Caller == by))
            .Select(line => (IReadOnlyList<string?>)[$"{line.At.UtcDateTime:yyyy-MM-dd HH:mm:ss}Z", line.Caller, $"{line.Method} {line.Url}", $"{line.Status}", $"{line.Rows}", line.Publication]));
        return 0;
    }

    /// <summary>Removes rows everywhere, and shows that they are gone.</summary>
    public async Task<int> EraseAsync(string dataset, string where, CancellationToken cancellationToken)
    {
        var proof = await composition.Erasure.RunAsync(dataset, where, terminal.Lines(), cancellationToken);
        terminal.Table(["where", "erased", "left"], proof.Places.Select(place => (IReadOnlyList<string?>)[place.Name, $"{place.Erased}", $"{place.Left}"]));
        terminal.Say($"Publication {proof.Publication} was made without them. {proof.Advice}");
        return proof.Places.Any(place => place.Left > 0) ? 1 : 0;
    }
}
