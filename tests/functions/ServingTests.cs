using Outcomes.Functions;
using Outcomes.Functions.WorkItems;

namespace Outcomes.Tests.Functions;

public class ServingTests
{
    /// <remarks>Worked out by hand: clocks go forward on 29 March 2026 at 1:00 UTC, so that 1:30 is not there that day, and back on 25 October at 1:00 UTC, so that 1:30 is there twice.</remarks>
    [Theory]
    [InlineData("0 0 5 * * *", "2026-01-10T04:59:59Z", "2026-01-10T05:00:00Z")]
    [InlineData("0 0 5 * * *", "2026-07-10T03:59:59Z", "2026-07-10T04:00:00Z")]
    [InlineData("0 0 5 * * *", "2026-07-10T04:00:00Z", "2026-07-11T04:00:00Z")]
    [InlineData("0 30 1 * * *", "2026-03-28T12:00:00Z", "2026-03-29T01:00:00Z")]
    [InlineData("0 30 1 * * *", "2026-03-29T01:00:00Z", "2026-03-30T00:30:00Z")]
    [InlineData("0 0 5 * * *", "2026-03-28T05:00:00Z", "2026-03-29T04:00:00Z")]
    [InlineData("0 0 5 * * *", "2026-10-24T04:00:00Z", "2026-10-25T05:00:00Z")]
    [InlineData("0 30 1 * * *", "2026-10-24T00:30:00Z", "2026-10-25T00:30:00Z")] // the first of the two
    [InlineData("0 30 1 * * *", "2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z")] // and not the second
    [InlineData("0 0 6 * * MON", "2026-06-03T00:00:00Z", "2026-06-08T05:00:00Z")]
    public void A_source_is_due_by_the_clock_of_London(string schedule, string after, string due)
    {
        using var folder = new TempFolder();
        File.WriteAllText(folder["sources/orders.sql"], $"""
            -- title: Orders
            -- dataset: service_bookings
            -- files: orders.csv
            -- absent: zero
            -- mode: replace
            -- schedule: "{schedule}"
            -- owner: events@council.example

            select day::date as date, number as reference, 1 as booked from raw
            """);
        var council = Council.Load(folder.Path);
        Assert.Empty(council.Faults);

        var next = Rounds.NextRun(council.Sources.Single(source => source.Name == "orders"), DateTimeOffset.Parse(after, null));

        Assert.Equal(DateTimeOffset.Parse(due, null), next);
    }
}
