using System.Globalization;
using Outcomes.Analytics;

namespace Outcomes.Tests.Analytics;

/// <summary>Runs every folder of tests/sets; see its README for how a case is written.</summary>
public sealed class SetCasesTests
{
    public static TheoryData<string> Cases => [.. Directory.EnumerateDirectories(Path.Combine(Checkout.Root, "tests", "sets")).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_set_has_the_rows_worked_out_by_hand(string name)
    {
        var folder = Path.Combine(Checkout.Root, "tests", "sets", name);
        using var lake = new LakeFolder();
        foreach (var given in Directory.EnumerateFiles(folder, "given.*.csv").Order(StringComparer.Ordinal))
        {
            var parts = Path.GetFileName(given).Split('.');
            lake.Add(parts[1], parts.Length > 3 ? parts[2] : "given", File.ReadAllText(given));
        }
        string[] Lines(string file) => File.Exists(Path.Combine(folder, file)) ? File.ReadAllLines(Path.Combine(folder, file)) : [];
        var asOf = DateTimeOffset.Parse($"{Lines("as_of.txt").FirstOrDefault() ?? "2030-01-01"}T05:00:00Z", CultureInfo.InvariantCulture);
        var wanted = Lines("measures.txt");
        using var output = new TempFolder();

        var publication = Publication.Publish(
            new()
            {
                Lake = lake.Snapshot,
                Datasets = LakeFolder.Datasets,
                Sets = Contracts.Sets,
                // As counted: what protection makes of figures has tests of its own.
                Measures = [.. LakeFolder.Measures.Where(measure => wanted.Contains(measure.Id)).Select(measure => measure with { Disclosure = "none" })],
                AsOf = asOf,
                Created = asOf,
                Sources = [.. Lines("breaks.csv").Skip(1).Select(line => line.Split(',')).Select(cells =>
                    new PublishedSource(cells[0], cells[1], cells[0], [new(cells[2], DateOnly.ParseExact(cells[3], "yyyy-MM-dd", CultureInfo.InvariantCulture), cells[4])]))],
            },
            output.Path, cancellationToken: TestContext.Current.CancellationToken);

        Assert.DoesNotContain(publication.Notes, note => note.Stale);
        var set = name.Split('.')[0];
        var expected = Lines("expect.csv");
        var columns = expected[0].Split(',').Where(column => column != "because").ToArray();
        var contract = Contracts.Sets.Single(known => known.Name == set);
        string Read(string column) => contract.Column(column)!.Type is "DOUBLE" ? $"round({column}, 6)::decimal(18, 6)::double::varchar" : $"{Duck.Name(column)}::varchar";
        var rows = Duck.ReadingFiles(duck => duck.Rows($"select concat_ws(',', {string.Join(", ", columns.Select(column => $"coalesce({Read(column)}, '')"))}) from read_parquet({Duck.Literal(Path.Combine(output.Path, publication.Files.Single(file => file.Set == set).FileName))})",
            row => row.GetString(0)));
        Assert.Equal(expected.Skip(1).Select(line => string.Join(',', line.Split(',').Take(columns.Length))).Order(StringComparer.Ordinal), rows.Order(StringComparer.Ordinal));
    }
}
