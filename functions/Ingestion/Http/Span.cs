using System.Globalization;
using Outcomes.Functions.Sources;

namespace Outcomes.Functions.Ingestion.Http;

/// <summary>What one walk asks for: days, half-open, or instants; as templates name it.</summary>
/// <param name="Start">First instant.</param>
/// <param name="End">The instant after the last.</param>
/// <param name="First">First day where it is days, in the source's own time zone.</param>
/// <param name="After">The day after the last.</param>
internal sealed record Span(DateTimeOffset Start, DateTimeOffset End, DateOnly? First, DateOnly? After)
{
    /// <summary>Days as instants: a day is 23 or 25 hours long where its clocks change.</summary>
    public static Span Days(DateOnly first, DateOnly after, TimeZoneInfo zone) => new(StartOf(first, zone), StartOf(after, zone), first, after);

    /// <summary>What a run of a source asks for; null: nothing new can be there yet.</summary>
    /// <param name="source">With a window.</param>
    /// <param name="asked">The days asked for by hand.</param>
    /// <param name="covered">The last day delivered, or null.</param>
    /// <param name="fetched">The moment up to which changes were fetched, or null.</param>
    /// <param name="now">The clock.</param>
    public static Span? Of(Source source, Window asked, DateOnly? covered, DateTimeOffset? fetched, DateTimeOffset now)
    {
        var (http, window) = (source.Http!, source.Http!.Window!);
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, http.DayEnds).DateTime);
        var oldest = today.AddDays(-window.History);
        // A clock that once ran ahead does not hold the source up until that day comes.
        (covered, fetched) = (covered < today ? covered : covered is null ? null : today.AddDays(-1), fetched < now ? fetched : fetched is null ? null : now);
        if (window.ByUpdated)
        {
            var from = asked.From is { } day ? StartOf(day, http.DayEnds) : (fetched ?? StartOf(oldest, http.DayEnds).AddDays(source.LookbackDays ?? 1)).AddDays(-(source.LookbackDays ?? 1));
            var to = asked.To is { } last ? StartOf(last, http.DayEnds) : now;
            return from < to ? new(from, to, null, null) : null;
        }
        var first = asked.From ?? covered?.AddDays(1 - (source.LookbackDays ?? 0)) ?? oldest;
        var after = asked.To ?? today;
        first = asked.From is null && first < oldest ? oldest : first;
        return first < after ? Days(first, after, http.DayEnds) : null;
    }

    /// <summary>Its parts of so many days at most, the earliest first.</summary>
    public IEnumerable<Span> Steps(int? days, TimeZoneInfo zone)
    {
        if (days is not { } step)
            yield return this;
        else if (First is { } first && After is { } after)
            for (var from = first; from < after; from = from.AddDays(step))
                yield return Days(from, from.AddDays(step) < after ? from.AddDays(step) : after, zone);
        else
            for (var from = Start; from < End; from = from.AddDays(step))
                yield return new(from, from.AddDays(step) < End ? from.AddDays(step) : End, null, null);
    }

    /// <summary>Whether a record's day or instant (ISO 8601, or seconds since 1970) lies in it; what cannot be read does, so that nothing is lost here.</summary>
    public bool Has(string? moment) => At(moment) is not { } at || (at >= Start && at < End);

    /// <summary>Whether a record is from before it.</summary>
    public bool IsBefore(string? moment) => At(moment) < Start;

    /// <summary>Puts window.from, window.to, window.starts_at and window.ends_at among a template's names.</summary>
    public void PutInto(Dictionary<string, string?> names)
    {
        names["window.from"] = First is { } first ? first.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) : Instant(Start);
        names["window.to"] = After is { } after ? after.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) : Instant(End);
        (names["window.starts_at"], names["window.ends_at"]) = (Instant(Start), Instant(End));
    }

    private DateTimeOffset? At(string? moment) =>
        moment is null ? null
        : First is not null && moment.Length == 10 && DateOnly.TryParseExact(moment, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? (day < First ? Start.AddTicks(-1) : day < After ? Start : End)
        : long.TryParse(moment, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds < 100_000_000_000 ? DateTimeOffset.FromUnixTimeSeconds(seconds)
        : DateTimeOffset.TryParse(moment, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at
        : null;

    private static string Instant(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static DateTimeOffset StartOf(DateOnly day, TimeZoneInfo zone)
    {
        var midnight = day.ToDateTime(TimeOnly.MinValue);
        while (zone.IsInvalidTime(midnight))
            midnight = midnight.AddMinutes(30); // a zone whose clocks go forward at midnight
        return new(midnight, zone.GetUtcOffset(midnight));
    }
}
