using System.Globalization;
using System.Text;

namespace Outcomes.Functions;

/// <summary>What people did with the council's forms, by whatever way they came to them: transactions and requests.</summary>
internal static class FormExports
{
    private static readonly (string Id, double Ineligible)[] Services = [("waste", 0.01), ("highways", 0.01), ("housing", 0.12)];

    private static readonly (string Id, string Text, double Finished, double Assisted, decimal Cost, double[] Ratings)[] Ways =
    [
        ("web", "Online form", 0.76, 0.02, 0.35m, [0.07, 0.08, 0.12, 0.38, 0.35]),
        ("phone", "Telephone", 0.94, 0.30, 4.10m, [0.05, 0.07, 0.10, 0.38, 0.40]),
        ("face_to_face", "Reception desk", 0.92, 0.45, 11.50m, [0.04, 0.06, 0.10, 0.35, 0.45]),
    ];

    private static readonly (string Service, string Kind, double Month, double Closed, double InTime)[] Requests =
        [("Bins and recycling", "Missed bin", 1500, 0.62, 0.78), ("Roads and pavements", "Pothole", 1100, 0.50, 0.66)];

    /// <summary>All the forms' files. The forms are two years old.</summary>
    public static IEnumerable<ExportFile> Of(Town town) =>
    [
        new("exports/forms/transactions.csv", Transactions(town)), new("exports/requests/requests.csv", Return(town)),
    ];

    // The form on the Web was made easier every year.
    private static string Transactions(Town town)
    {
        var text = new StringBuilder("Date,Service,How,Started,Completed,Not eligible,Errors,Assisted,Cost (£),Very dissatisfied,Dissatisfied,Neither,Satisfied,Very satisfied\n");
        foreach (var day in town.Days.Where(day => day >= town.Until.AddDays(1).AddYears(-2)))
            foreach (var (id, ineligible) in Services)
                foreach (var (way, how, finished, assisted, cost, ratings) in Ways)
                {
                    var service = Town.Services.Index().First(known => known.Item.Id == id);
                    var channel = Town.Channels.Index().First(known => known.Item.Id == way).Index;
                    var dice = new Dice($"transactions {id} {way} {day.DayNumber}");
                    var started = dice.Count(1.2 * town.Contacts(service.Index, channel, ("", 1), day));
                    if (started == 0)
                        continue;
                    var refused = dice.Of(started, ineligible);
                    var completed = dice.Of(started - refused, finished + (way == "web" ? 0.03 * town.Years(day) : 0));
                    var broken = dice.Of(started - refused - completed, 0.2);
                    var asked = dice.Of(started, 0.10);
                    text.Append(CultureInfo.InvariantCulture, $"{Town.Iso(day)},{service.Item.Title},{how},{started},{completed},{refused},{broken},{dice.Of(completed, assisted)},{started * cost:0.00}");
                    var left = 1.0;
                    foreach (var share in ratings)
                    {
                        var gave = share >= left - 1e-9 ? asked : dice.Of(asked, share / left);
                        text.Append(',').Append(gave);
                        (asked, left) = (asked - gave, left - share);
                    }
                    text.Append('\n');
                }
        return text.ToString();
    }

    // A monthly return: what was asked for, what was done, and what still waits at the end of the month.
    private static string Return(Town town)
    {
        var text = new StringBuilder("Month,Service,Ward,Kind,How,Opened,Closed,Closed in time,Open at month end\n");
        foreach (var (service, kind, usual, closes, inTime) in Requests)
            foreach (var ward in Town.Wards.Where(ward => ward.Name.Length > 0))       // a bin and a hole lie somewhere
                foreach (var (how, part) in ((string, double)[])[("Online form", 0.6), ("Telephone", 0.4)])
                {
                    var open = (long)(usual * ward.Share * part * (1 - closes) / closes);
                    foreach (var month in town.Days.Where(day => day.Day == 1 && day >= town.Until.AddDays(1).AddYears(-2)))
                    {
                        var dice = new Dice($"requests {kind} {ward.Name} {how} {month.DayNumber}");
                        var opened = dice.Count(usual * ward.Share * part * Town.Services.First(known => known.Title == service).Season[month.Month - 1]);
                        var closed = dice.Of(open + opened, closes);
                        open += opened - closed;
                        text.Append(CultureInfo.InvariantCulture, $"{month:yyyy-MM},{service},{ward.Name},{kind},{how},{opened},{closed},{dice.Of(closed, inTime)},{open}\n");
                    }
                }
        return text.ToString();
    }
}
