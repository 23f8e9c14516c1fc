using System.Globalization;

namespace Outcomes.Tests.Analytics.Effects;

/// <summary>A small CSV file without quoted commas: columns of numbers or texts by name.</summary>
public sealed class Table
{
    private readonly string[] header;
    private readonly string[][] rows;

    private Table(string[] header, string[][] rows) => (this.header, this.rows) = (header, rows);

    public static Table Of(string name)
    {
        var lines = File.ReadAllLines(SharedData.PathOrSkip($"stats/data/{name}.csv")).Select(line => line.Replace("\"", "", StringComparison.Ordinal).Split(',')).ToArray();
        return new Table(lines[0], lines[1..]);
    }

    public int Rows => rows.Length;

    public Table Where(Func<Table, int, bool> keep) => new(header, [.. rows.Where((_, i) => keep(this, i))]);

    public string[] Texts(string column) => [.. rows.Select(row => row[Array.IndexOf(header, column)])];

    public double?[] Cells(string column) =>
        [.. Texts(column).Select(text => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : (double?)null)];

    public double[] this[string column] => [.. Cells(column).Select(value => value!.Value)];
}
