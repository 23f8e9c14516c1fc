using System.Globalization;
using System.Text;

namespace Outcomes.Functions;

/// <summary>The contact centre's monthly reports: title rows, one row per queue and day with thousands marks and durations, a grand total.</summary>
internal static class TelephonyExports
{
    /// <summary>One file a month. The recorder failed for five days: they have dashes.</summary>
    public static IEnumerable<ExportFile> Of(Town town)
    {
        var failed = town.From.AddDays(7 * 48 + 2);
        foreach (var month in town.Days.GroupBy(day => new DateOnly(day.Year, day.Month, 1)))
        {
            var text = new StringBuilder("Sampleton contact centre (invented)\r\nQueue summary by day\r\n")
                .Append($"Period: {Town.British(month.First())} to {Town.British(month.Last())}\r\nPrinted: {Town.British(month.Last().AddDays(1))} 06:00\r\n")
                .Append("Queue,Date,Offered,Answered,Abandoned,Abandoned under 5 s,Answered in SL,Ave speed of answer,Ave handle time\r\n");
            var (offered, answered) = (0L, 0L);
            foreach (var day in month)
                for (var service = 0; service < Town.Services.Count; service++)
                    if (day >= failed && day < failed.AddDays(5))
                        text.Append($"{Town.Services[service].Queue},{Town.British(day)},-,-,-,-,-,-,-\r\n");
                    else
                        AppendRow(text, town, day, service, ref offered, ref answered);
            text.Append($"Grand total,,{Thousands(offered)},{Thousands(answered)},{Thousands(offered - answered)},,,,\r\n");
            yield return new($"exports/telephony/queues-{month.Key.ToString("yyyy-MM", CultureInfo.InvariantCulture)}.csv", text.ToString());
        }
    }

    private static void AppendRow(StringBuilder text, Town town, DateOnly day, int service, ref long offered, ref long answered)
    {
        var dice = new Dice($"calls {service} {day.DayNumber}");
        var calls = dice.Count(Town.Wards.Sum(ward => town.Contacts(service, 0, ward, day)));
        var lost = dice.Of(calls, 0.08);
        var shortLost = dice.Of(lost, 0.25);
        var inStandard = dice.Of(calls - lost, 0.72);
        var wait = 30 + (int)(60 * dice.Unit());
        var handle = 240 + (int)(180 * dice.Unit());
        text.Append($"{Town.Services[service].Queue},{Town.British(day)},{Thousands(calls)},{Thousands(calls - lost)},{lost},{shortLost},{inStandard},{Clock(wait)},{Clock(handle)}\r\n");
        (offered, answered) = (offered + calls, answered + calls - lost);
    }

    private static string Thousands(long number) =>
        number < 1000 ? $"{number}" : $"\"{number.ToString("N0", CultureInfo.InvariantCulture)}\"";

    private static string Clock(int seconds) => $"00:{seconds / 60:00}:{seconds % 60:00}";
}
