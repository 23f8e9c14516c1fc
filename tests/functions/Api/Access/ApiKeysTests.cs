using Microsoft.Extensions.Time.Testing;
using Outcomes.Functions.Api.Access;
using Outcomes.Functions.Ingestion;

namespace Outcomes.Tests.Functions.Api.Access;

public sealed class ApiKeysTests : IDisposable
{
    private readonly TempFolder folder = new();
    private readonly FakeTimeProvider time = new(DateTimeOffset.Parse("2026-03-31T05:00:00Z", null));
    private readonly SqliteLedgerStore store;
    private readonly ApiKeys keys;

    public ApiKeysTests()
    {
        store = new(folder["records.db"]);
        keys = new(new(store, time), time);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        store.Dispose();
        folder.Dispose();
    }

    [Fact]
    public async Task A_key_is_known_by_its_id_and_secret_together()
    {
        var (key, secret) = await keys.MakeAsync("Power BI", Role.Analyst, ["libraries"], [], Token);
        var (other, _) = await keys.MakeAsync("Excel", Role.Reader, [], [], Token);

        Assert.Equal(new Caller($"key:{key.Id}", Role.Analyst, new(["libraries"], [])).ToString(), (await keys.FindAsync(key.Id, secret, Token))!.Caller.ToString());
        Assert.Null(await keys.FindAsync(key.Id, secret + "x", Token));
        Assert.Null(await keys.FindAsync(key.Id, "", Token));
        Assert.Null(await keys.FindAsync(other.Id, secret, Token));
        Assert.Null(await keys.FindAsync("", "", Token));
        Assert.Null(await keys.FindAsync("nobody", ApiKey.HashOf(secret), Token));
    }

    [Fact]
    public async Task A_secret_is_256_bits_and_is_kept_nowhere()
    {
        var (key, secret) = await keys.MakeAsync("Power BI", Role.Reader, [], [], Token);

        Assert.Equal(43, secret.Length);
        Assert.DoesNotContain(secret, string.Concat((await store.ListAsync("api_key", Token)).Select(entry => entry.Json)));
        Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(secret))), key.Hash);
    }

    [Fact]
    public async Task After_a_rotation_both_secrets_work_for_a_week_and_then_the_new_one_alone()
    {
        var (key, old) = await keys.MakeAsync("Power BI", Role.Reader, [], [], Token);
        var (_, renewed) = await keys.RotateAsync(key.Id, Token);
        Assert.NotNull(await keys.FindAsync(key.Id, old, Token));
        Assert.NotNull(await keys.FindAsync(key.Id, renewed, Token));

        time.Advance(TimeSpan.FromDays(7));
        Assert.Null(await keys.FindAsync(key.Id, old, Token));
        Assert.NotNull(await keys.FindAsync(key.Id, renewed, Token));
    }

    [Fact]
    public async Task A_revoked_key_is_known_no_more_within_seconds_and_stays_listed()
    {
        var (key, secret) = await keys.MakeAsync("Power BI", Role.Reader, [], [], Token);
        Assert.NotNull(await keys.FindAsync(key.Id, secret, Token));
        await new ApiKeys(new(store, time), time).RevokeAsync(key.Id, Token);

        time.Advance(TimeSpan.FromSeconds(5));
        Assert.Null(await keys.FindAsync(key.Id, secret, Token));
        Assert.True((await keys.ListAsync(Token)).Single().Revoked);
        Assert.Contains("keys list", (await Assert.ThrowsAsync<ArgumentException>(() => keys.RotateAsync(key.Id, Token))).Message);
    }
}
