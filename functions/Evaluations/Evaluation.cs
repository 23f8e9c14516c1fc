using DuckDB.NET.Data;
using Outcomes.Analytics;

namespace Outcomes.Functions.Evaluations;

/// <summary>A campaign and all that is known of it, in the order of the Government Communication Service's evaluation: read from a publication and the lake, nothing worked out here.</summary>
internal sealed record Evaluation
{
    /// <summary>The row of Campaigns.</summary>
    public required IReadOnlyDictionary<string, object?> Campaign { get; init; }

    /// <summary>The objective it serves, in words; null: none was set.</summary>
    public required string? Objective { get; init; }

    /// <summary>Hours and money by role, as recorded.</summary>
    public required IReadOnlyList<IReadOnlyDictionary<string, object?>> Inputs { get; init; }

    /// <summary>What accounts on its platforms did in its window and in as many days before.</summary>
    public required IReadOnlyList<IReadOnlyDictionary<string, object?>> Activity { get; init; }

    /// <summary>Its judgements, with the measure's title and stage.</summary>
    public required IReadOnlyList<IReadOnlyDictionary<string, object?>> Effects { get; init; }

    /// <summary>The chart of each judgement, by its id.</summary>
    public required ILookup<string, ChartPeriod> Series { get; init; }

    /// <summary>The publication it is taken from.</summary>
    public required string Publication { get; init; }

    /// <summary>Reads it.</summary>
    /// <param name="publication">The publication, its files in <paramref name="folder"/>.</param>
    /// <param name="folder">Where its files are.</param>
    /// <param name="warehouse">The lake.</param>
    /// <param name="campaign">Campaigns.campaign.</param>
    /// <exception cref="ArgumentException">There is no such campaign; the message says which there are.</exception>
    public static Evaluation Read(Publication publication, string folder, Warehouse warehouse, string campaign)
    {
        using var duck = Duck.Open();
        foreach (var set in (string[])["campaigns", "effects", "effect_series", "measures"])
        {
            var paths = publication.Files.Where(file => file.Set == set).Select(file => Duck.Literal(Path.Combine(folder, file.FileName))).ToArray();
            if (paths.Length == 0)
                throw new ArgumentException($"Publication {publication.Id} has no {set}; publish again.");
            duck.Run($"create view {set} as from read_parquet([{string.Join(", ", paths)}])");
        }
        var campaigns = Rows(duck, "select * from campaigns where campaign = $campaign", campaign);
        if (campaigns.Count == 0)
            throw new ArgumentException($"No campaign is named '{campaign}' in publication {publication.Id}; there are: {string.Join(", ", duck.Rows("select campaign from campaigns order by 1", row => row.GetString(0)))}.");
        var lake = warehouse.Connection;
        return new()
        {
            Campaign = campaigns[0],
            Objective = lake.One<string>("select title from objectives where objective = (select objective from campaigns where campaign = $campaign)", ("campaign", campaign)),
            Inputs = Rows(lake, Sql("inputs"), campaign),
            Activity = Rows(lake, Sql("activity"), campaign),
            Effects = Rows(duck, Sql("effects"), campaign),
            Series = duck.Rows("select effect, period, observed, expected, lower, upper, exposure, is_index, unit from effect_series where campaign = $campaign order by effect, period",
                row => (Effect: row.GetString(0), Period: new ChartPeriod(DateOnly.FromDateTime(row.GetDateTime(1)), Number(row, 2), Number(row, 3), Number(row, 4), Number(row, 5), row.GetDouble(6), row.GetBoolean(7), row.GetString(8))),
                ("campaign", campaign)).ToLookup(row => row.Effect, row => row.Period),
            Publication = publication.Id,
        };
    }

    private static double? Number(System.Data.IDataRecord row, int column) => row.IsDBNull(column) ? null : row.GetDouble(column);

    private static string Sql(string name) => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Evaluations", $"{name}.sql"));

    private static List<IReadOnlyDictionary<string, object?>> Rows(DuckDBConnection duck, string sql, string campaign) => duck.Rows(
        sql, row => (IReadOnlyDictionary<string, object?>)Enumerable.Range(0, row.FieldCount).ToDictionary(row.GetName, column => row.IsDBNull(column) ? null : row.GetValue(column)), ("campaign", campaign));
}

/// <summary>One period of a judgement's chart.</summary>
internal sealed record ChartPeriod(DateOnly Period, double? Observed, double? Expected, double? Lower, double? Upper, double Exposure, bool IsIndex, string Unit);
