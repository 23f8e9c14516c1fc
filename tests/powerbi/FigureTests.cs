using System.Globalization;
using Outcomes.Analytics;
using Outcomes.Tests.Functions.Api;

namespace Outcomes.Tests.PowerBi;

/// <summary>The three measures, in the filter contexts that visuals make, against what Summaries and the leaves say by SQL.</summary>
public sealed class FigureTests(LoadedModel model) : IClassFixture<LoadedModel>
{
    private static readonly string[] Years = ["2023-24", "2024-25", "2025-26", "2026-27"];

    [Fact]
    public void Every_visuals_total_is_its_Summaries_row()
    {
        var shown = PowerBiProject.Visuals.Where(visual => visual.Measures.Any(measure => measure is "Figure" or "Figure status" or "Coverage")).ToArray();
        Assert.NotEmpty(shown);
        var replayed = 0;
        foreach (var visual in shown)
            foreach (var measure in Rows("select measure from measures"))
                foreach (var service in Rows("select service from services where service not in ('unknown', 'other')"))
                    foreach (var year in Years)
                    {
                        var (rows, summary) = Summary($"measure = '{measure}' and grain = 'financial_year' and period = '{year[..4]}-04-01' and service = '{service}' and area = 'all' and channel = 'all' and platform = 'all'");
                        if (rows != 1)
                            continue;
                        Assert.Equal(summary, Read(Of(visual, Chosen(measure, year, service))));
                        replayed++;
                    }
        Assert.True(replayed >= shown.Length * 3 * 3, $"{replayed} totals");
    }

    [Fact]
    public void Every_month_channel_and_area_that_a_visual_shows_is_its_Summaries_row()
    {
        var (replayed, columns) = (0, new Dictionary<(string, string), string> { [("Calendar", "month")] = "period", [("Channel", "title")] = "channel", [("Area", "name")] = "area" });
        foreach (var visual in PowerBiProject.Visuals.Where(visual => visual.Measures.Contains("Figure") && visual.By.Count > 0))
        {
            var by = Assert.Single(visual.By);
            foreach (var measure in Rows("select measure from measures"))
            {
                var total = Of(visual, Chosen(measure, "2025-26", "all"));
                var (table, key) = (total.Table(by.Table), by.Table == "Calendar" ? "month" : columns[by]);
                foreach (var (code, shown) in total.Rows(by.Table).Select(row => (row[table[key]], row[table[by.Column]])).Distinct())
                {
                    var text = code is DateTime day ? day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) : (string)code!;
                    var others = new[] { "area", "channel", "platform", "service" }.Where(dimension => dimension != columns[by]).Select(dimension => $"{dimension} = 'all'");
                    var where = $"measure = '{measure}' and grain = '{(by.Table == "Calendar" ? "month" : "financial_year")}' and {columns[by]} = '{text}' and {string.Join(" and ", others)}{(by.Table == "Calendar" ? "" : " and period = '2025-04-01'")}";
                    var (rows, summary) = Summary(where);
                    if (rows != 1)
                        continue;
                    Assert.Equal(summary, Read(total.With(by.Table, by.Column, value => Equals(value, shown))));
                    replayed++;
                }
            }
        }
        Assert.True(replayed > 40, $"{replayed} figures");
    }

    [Fact]
    public void Weeks_quarters_and_calendar_years_have_rows_of_their_own()
    {
        foreach (var (column, day, grain) in new[] { ("week", "2025-06-02", "week"), ("quarter", "2025-07-01", "quarter"), ("year", "2025-01-01", "year") })
        {
            var chosen = Measure("bookings").With("Calendar", column, value => value is DateTime date ? date == Day(day) : Equals(value, 2025.0));
            Assert.Equal(Summary($"measure = 'bookings' and grain = '{grain}' and period = '{day}' and level = 'council'").Figure, Read(chosen));
        }
    }

    [Fact]
    public void Where_Summaries_has_no_row_leaves_are_added_up_and_said_to_be()
    {
        // January and February 2026 of both wards: two months are no period, two areas no roll-up.
        var chosen = Measure("bookings").With("Calendar", "month", value => value is DateTime { Year: 2026, Month: 1 or 2 }).With("Area", "area", value => value is "W1" or "W2");
        var oracle = model.Feed.Oracle.Rows("select coalesce(sum(value), -1), count(*), count(*) filter (status in ('suppressed', 'missing', 'stale')) from outcomes where measure = 'bookings' and period in ('2026-01-01', '2026-02-01') and area in ('W1', 'W2')",
            row => (row.GetDouble(0), row.GetInt64(1), row.GetInt64(2))).Single();
        Assert.True(oracle is { Item2: > 0, Item3: 0 });
        Assert.Equal(Cell(oracle.Item1), Cell(model.Dax.Value("Figure", chosen)));
        Assert.Equal($"added from {oracle.Item2} parts", model.Dax.Value("Figure status", chosen));
        Assert.Equal(1.0, model.Dax.Value("Coverage", chosen));
    }

    [Theory]
    [InlineData("bookings", 2025, 6, 7, "parks", "suppressed [c]: ")]
    [InlineData("followers", 2026, 1, 2, "all", "does not add up over time: choose one month")]
    [InlineData("reply_rate", 2026, 1, 2, "all", "does not add up: choose one period, and one or every service, area, channel and platform")]
    [InlineData("bookings", 2019, 1, 2, "all", null)]
    public void A_sum_that_would_be_wrong_is_blank_with_its_reason(string measure, int year, int first, int last, string service, string? reason)
    {
        var chosen = Measure(measure).With("Calendar", "month", value => value is DateTime day && day.Year == year && day.Month >= first && day.Month <= last);
        if (service != "all")
            chosen = chosen.With("Service", "service", value => Equals(value, service));
        Assert.Null(model.Dax.Value("Figure", chosen));
        if (reason is null)
            Assert.Null(model.Dax.Value("Figure status", chosen));
        else
            Assert.StartsWith(reason, (string)model.Dax.Value("Figure status", chosen)!);
    }

    [Fact]
    public void A_missing_part_makes_no_sum()
    {
        // Followers of the two networks by service in November 2025, when one of them told nothing after the 18th.
        var chosen = Measure("followers").With("Calendar", "month", value => value is DateTime { Year: 2025, Month: 11 }).With("Service", "service", value => value is "events" or "not_broken_down");
        var missing = model.Feed.Oracle.One<long>("select count(*) from outcomes where measure = 'followers' and period = '2025-11-01' and status = 'missing' and service in ('events', 'not_broken_down')");
        Assert.True(missing > 0);
        Assert.Null(model.Dax.Value("Figure", chosen));
        Assert.StartsWith($"missing [x]: {missing} of ", (string)model.Dax.Value("Figure status", chosen)!);
    }

    [Fact]
    public void A_total_and_a_part_of_it_are_not_added()
    {
        var chosen = Measure("bookings").With("Calendar", "month", value => value is DateTime { Year: 2026, Month: 1 });
        foreach (var (table, column, a, b) in new[] { ("Area", "area", "D1", "W1"), ("Service", "service", "all", "parks") })
        {
            var mixed = chosen.With(table, column, value => Equals(value, a) || Equals(value, b));
            Assert.Null(model.Dax.Value("Figure", mixed));
            Assert.Equal("the selection mixes totals and their parts: choose one or the other", model.Dax.Value("Figure status", mixed));
        }
    }

    [Fact]
    public void Without_one_measure_there_is_no_figure()
    {
        Assert.Null(model.Dax.Value("Figure", model.All));
        Assert.Equal("choose one measure", model.Dax.Value("Figure status", model.All));
    }

    [Fact]
    public void A_hidden_figure_is_blank_and_says_so_and_is_not_made_of_its_parts()
    {
        var chosen = Measure("bookings").With("Calendar", "month", value => value is DateTime { Year: 2025, Month: 6 }).With("Service", "service", value => value is "parks");
        Assert.Null(model.Dax.Value("Figure", chosen));
        Assert.Equal("suppressed [c]", model.Dax.Value("Figure status", chosen));
    }

    [Theory]
    [InlineData(null, "No figure before 1 Apr 2024 was restated")]
    [InlineData("2025-01-01", "No figure before 1 Apr 2024 was restated")]
    [InlineData("2023-11-01", "Figures from 1 Nov 2023 on were restated, last on 5 May 2026. An incremental refresh loads from 1 Apr 2024: if the last full refresh was earlier, refresh everything")]
    public void The_card_tells_of_history_restated_before_the_window(string? from, string text)
    {
        var columns = PowerBiProject.Tables.Single(table => table.Name == "Publications").Of("column").Select(column => column.Name).ToArray();
        object?[] Publication(string id, string asOf, string? restated) =>
            [.. columns.Select(column => column switch { "publication" => id, "as_of" => Day(asOf).AddHours(6), "restated_from" => restated is null ? null : Day(restated), _ => (object?)null })];
        var kept = new Selection(new Dictionary<string, LoadedTable> { ["Publications"] = new("Publications", columns, [Publication("a", "2026-04-05", null), Publication("b", "2026-05-05", from)]) }, []);
        // 26 months with May 2026 the last of them begin in April 2024.
        Assert.Equal(text, model.Dax.Value("Restated before the window", kept));
    }

    /// <summary>What the slicers of the page choose.</summary>
    private Selection Chosen(string measure, string year, string service)
    {
        var chosen = Measure(measure).With("Calendar", "financial_label", value => Equals(value, year));
        return service == "all" ? chosen : chosen.With("Service", "service", value => Equals(value, service));
    }

    private Selection Measure(string measure) => model.All.With("Measure", "measure", value => Equals(value, measure));

    /// <summary>A visual's total: what is chosen, and the visual's own filters.</summary>
    private static Selection Of(Visual visual, Selection chosen) => visual.Filters.Aggregate(chosen, (inner, filter) =>
        inner.With(filter.Table, filter.Column, value => filter.Values.Contains(value!) != filter.Without));

    private string Read(Selection selection) =>
        $"{Cell(model.Dax.Value("Figure", selection))} {((string?)model.Dax.Value("Figure status", selection))?.Split(" [")[0].Replace(' ', '_')} {Cell(model.Dax.Value("Coverage", selection))}";

    /// <summary>How many rows of Summaries a condition holds for, and the last of them as <see cref="Read"/> tells it.</summary>
    private (int Rows, string? Figure) Summary(string where)
    {
        var rows = model.Feed.Oracle.Rows($"select value, status::varchar, coverage from summaries where {where}",
            row => $"{Cell(row.GetValue(0))} {row.GetString(1)} {Cell(row.GetValue(2))}");
        return (rows.Count, rows.LastOrDefault());
    }

    private static string Cell(object? value) => RowText.Of(value ?? DBNull.Value);

    private List<string> Rows(string sql) => model.Feed.Oracle.Rows(sql, row => row.GetString(0));

    private static DateTime Day(string day) => DateTime.ParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal);
}
