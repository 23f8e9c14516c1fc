using System.Text.Json;
using Outcomes.Functions;

namespace Outcomes.Tests.Functions.SampleCouncils;

public sealed class BankHolidaysTests
{
    [Fact]
    public void The_rules_give_the_days_that_gov_uk_lists_less_those_proclaimed_for_one_year()
    {
        var file = SharedData.PathOrSkip("data/calendars-uk/govuk-bank-holidays_2025-07-06_from-2019.json");
        // Moved or added by proclamation: VE day 2020, the Platinum Jubilee, the Queen's funeral, the Coronation.
        string[] proclaimed = ["2020-05-08", "2020-05-04", "2022-06-02", "2022-06-03", "2022-05-30", "2022-09-19", "2023-05-08"];

        using var json = JsonDocument.Parse(File.ReadAllText(file));
        var listed = json.RootElement.GetProperty("england-and-wales").GetProperty("events").EnumerateArray()
            .Select(day => day.GetProperty("date").GetString()!).Except(proclaimed);

        Assert.Equal(listed, Enumerable.Range(2019, 9).SelectMany(BankHolidays.In).Select(holiday => $"{holiday.Day:yyyy-MM-dd}").Except(proclaimed).Order(StringComparer.Ordinal));
    }
}
