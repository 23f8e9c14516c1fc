using System.Data;

namespace Outcomes.Analytics.Effects;

/// <summary>What a campaign cost, in pounds, and what that rests on (analytics/sql/campaign_costs.sql).</summary>
/// <param name="Gbp">Hours at their rate and money; null: not known.</param>
/// <param name="Low">Least it may be, where the rate of an hour is a range.</param>
/// <param name="High">Most it may be.</param>
/// <param name="Basis">Whether the resource ledger or a declared sum says so; where the cost is not known, why. Null: nobody says anything.</param>
public sealed record CampaignCost(decimal? Gbp, decimal? Low, decimal? High, string? Basis)
{
    /// <summary>The cost of every campaign the council has named, by campaign.</summary>
    /// <param name="warehouse">The lake; <see cref="Figures"/> has prepared it.</param>
    internal static IReadOnlyDictionary<string, CampaignCost> Read(Warehouse warehouse) =>
        warehouse.Connection.Rows(Figures.Sql("campaign_costs"), row => (Campaign: row.GetString(0), Cost: new CampaignCost(Pounds(row, 1), Pounds(row, 2), Pounds(row, 3), row.IsDBNull(4) ? null : row.GetString(4))))
            .ToDictionary(row => row.Campaign, row => row.Cost, StringComparer.Ordinal);

    private static decimal? Pounds(IDataRecord row, int column) => row.IsDBNull(column) ? null : row.GetDecimal(column);
}
