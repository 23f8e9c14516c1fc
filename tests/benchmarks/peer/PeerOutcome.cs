using Microsoft.EntityFrameworkCore;

namespace Outcomes.Benchmarks.Peer;

/// <summary>A row of Outcomes, as an ORM maps it.</summary>
public sealed class PeerOutcome
{
    public required string id { get; init; }

    public DateOnly period { get; init; }

    public required string measure { get; init; }

    public required string service { get; init; }

    public required string area { get; init; }

    public required string channel { get; init; }

    public required string platform { get; init; }

    public double? value { get; init; }

    public long? numerator { get; init; }

    public long? denominator { get; init; }

    public double? lower { get; init; }

    public double? upper { get; init; }

    public long? low { get; init; }

    public long? high { get; init; }

    public double? coverage { get; init; }

    public required string status { get; init; }

    public bool suppressed { get; init; }

    public required string unit { get; init; }

    public DateTimeOffset updated { get; init; }
}

/// <summary>The table, whose index serves what readers ask for.</summary>
public sealed class PeerContext(DbContextOptions<PeerContext> options) : DbContext(options)
{
    public DbSet<PeerOutcome> Outcomes => Set<PeerOutcome>();

    protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.Entity<PeerOutcome>().ToTable("outcomes").HasKey(outcome => outcome.id);
}
