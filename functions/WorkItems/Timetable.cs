using System.Text.Json.Serialization;

namespace Outcomes.Functions.WorkItems;

/// <summary>What was asked for and is not done yet: one entry of the ledger, changed as a whole, so that of two instances that find one source due one sends it.</summary>
/// <param name="Asked">When each source with a schedule was last found due.</param>
/// <param name="Open">Rounds not published yet, oldest first.</param>
internal sealed record Timetable(IReadOnlyDictionary<string, DateTimeOffset> Asked, IReadOnlyList<Round> Open)
{
    public static readonly Timetable Empty = new(new Dictionary<string, DateTimeOffset>(), []);

    public Round? this[DateTimeOffset due] => Open.FirstOrDefault(round => round.Due == due);

    /// <summary>With a round more; its due time is moved by a tick where there is one of that time.</summary>
    public Timetable Add(Round round)
    {
        while (this[round.Due] is not null)
            round = round with { Due = round.Due.AddTicks(1) };
        return this with { Open = [.. Open, round] };
    }

    /// <summary>With a round as it has become; null: it is over.</summary>
    public Timetable With(DateTimeOffset due, Func<Round, Round?> change) =>
        this with { Open = [.. Open.Select(round => round.Due == due ? change(round) : round).OfType<Round>()] };
}

/// <summary>Sources that were due together, and the one publication that follows when all of them have run.</summary>
/// <param name="Due">When they were found due: its name.</param>
/// <param name="Waves">Sources still to run: those of the first wave may run now, side by side; the next look things up in what they bring.</param>
/// <param name="Sent">When its items were last sent.</param>
/// <param name="AsOf">The time its publication is made for, once all have run; kept, so that a second try makes no second publication.</param>
internal sealed record Round(DateTimeOffset Due, IReadOnlyList<IReadOnlyList<string>> Waves, DateTimeOffset Sent, DateTimeOffset? AsOf = null)
{
    /// <summary>Whether a source of it may run now.</summary>
    public bool Awaits(string source) => Waves is [var first, ..] && first.Contains(source);

    /// <summary>Items to send as it stands.</summary>
    [JsonIgnore]
    public IEnumerable<WorkItem> Items => Waves is [var first, ..] ? first.Select(source => new WorkItem(Verb.Ingest, Due, source)) : [new(Verb.Publish, Due)];

    /// <summary>With a source that has run; a wave that is over gives way to the next.</summary>
    public Round Without(string source) =>
        !Awaits(source) ? this : this with { Waves = Waves[0].Count > 1 ? [[.. Waves[0].Where(other => other != source)], .. Waves.Skip(1)] : [.. Waves.Skip(1)] };
}
