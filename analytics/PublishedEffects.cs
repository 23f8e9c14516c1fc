using System.Security.Cryptography;
using System.Text;
using DuckDB.NET.Data;
using Outcomes.Analytics.Effects;

namespace Outcomes.Analytics;

/// <summary>Verdicts for publication: made once, kept, and made a second time, marked, where the figures under them were restated.</summary>
internal sealed class PublishedEffects
{
    private static readonly string[] Sets = ["effects", "effect_series", "placebos"];

    /// <summary>Measures whose numerator is staff time or what takes it, and the query that prices one of it. A saving of anything else would be made up.</summary>
    private static readonly Dictionary<string, string> CostOf = new(StringComparer.Ordinal)
    {
        ["contacts"] = "contact_cost",
        ["avoidable_contact_rate"] = "contact_cost",
        ["repeat_contact_7d"] = "contact_cost",
        ["progress_chasing_share"] = "contact_cost",
        ["unclear_information_share"] = "contact_cost",
        ["failed_online_share"] = "contact_cost",
        ["average_handle_seconds"] = "handling_cost",
    };

    private readonly Warehouse warehouse;
    private readonly PublicationInputs inputs;
    private readonly PublishedFiles files;
    private readonly DateOnly today;
    private readonly Judgements? judgements;
    private readonly Associations? associations;
    private readonly List<PublishedNote> notes = [];

    /// <summary>Reads what was declared.</summary>
    public PublishedEffects(Warehouse warehouse, PublicationInputs inputs, PublishedFiles files)
    {
        (this.warehouse, this.inputs, this.files, today) = (warehouse, inputs, files, LocalDay.Of(inputs.AsOf));
        try
        {
            judgements = new(warehouse, inputs.Measures, today);
            associations = new(judgements);
        }
        catch (DuckDBException wrong) when (!FullDisk.Is(wrong) || FullDisk.IsOfSpilling(wrong))
        {
            notes.Add(new("effects", Stale: true, $"Campaigns and their aims cannot be read: {wrong.Message.Split('\n')[0]}"));
        }
    }

    /// <summary>What readers should know.</summary>
    public IReadOnlyList<PublishedNote> Notes => notes;

    /// <summary>How a measure's figures will be looked at.</summary>
    public Observed LooksAt(Measure measure) =>
        measure.Kind is not ("count" or "ratio") || judgements is null ? Observed.Not
        : judgements.Declared.Any(aim => aim.Measure == measure.Id) ? Observed.ByArea
        : measure.IsHeadline ? Observed.ByService
        : Observed.Not;

    /// <summary>Looks at a measure's figures before they are protected. What goes wrong here leaves the figures themselves alone.</summary>
    /// <param name="duck">The lane it is made in.</param>
    /// <param name="result">The measure's rows, rolled up.</param>
    /// <param name="breaks">First days of redefinitions of what it reads.</param>
    public void Observe(DuckDBConnection duck, MeasureResult result, IEnumerable<DefinitionBreak> breaks)
    {
        lock (notes)
            try
            {
                judgements?.Observe(duck, result, [.. breaks.Select(known => known.From).Distinct().Order()]);
                associations?.Observe(duck, result);
            }
            catch (DuckDBException wrong) when (!FullDisk.Is(wrong) || FullDisk.IsOfSpilling(wrong))
            {
                notes.Add(new(result.Measure.Id, Stale: false, $"Campaigns that aim at it wait: {wrong.Message.Split('\n')[0]}"));
            }
    }

    /// <summary>Judges, and makes the facts that the sets Effects, EffectSeries, Placebos and Campaigns are written from.</summary>
    public void Load()
    {
        var duck = warehouse.Connection;
        foreach (var set in Sets)
            if (files.Before(set, null) is { } path && SameColumns(set, path))
                duck.Run($"create or replace temp table kept_{set} as select * exclude (ordinal) from read_parquet({Duck.Literal(path)})");
            else
                duck.Run($"create or replace temp table kept_{set} as select * from ({EmptyOf(set)})");
        var declared = judgements?.Declared ?? [];
        var registered = RegisteredCampaign.Of(declared, inputs.Registrations, ChangesSeen(), today);
        Facts.Load(duck, "registrations",
            [("campaign", "VARCHAR"), ("registration", "VARCHAR"), ("registered_on", "DATE"), ("registration_hash", "VARCHAR"), ("registration_kept", "BOOLEAN"), ("changed_on", "DATE"), ("changes", "VARCHAR")],
            registered.Values);

        var kept = duck.Rows("select id, campaign, measure, service, area, audience, judgement, inputs_hash from kept_effects where inputs_hash is not null order by judgement",
                row => new Kept(row.GetString(0), (row.GetString(1), row.GetString(2), row.GetString(3), row.GetString(4), row.GetString(5)), row.GetInt64(6), row.GetString(7)))
            .ToLookup(row => row.Aim);
        var pictured = duck.Rows("select distinct effect from kept_placebos", row => row.GetString(0)).ToHashSet();
        var (rows, series, placebos, carried) = (new List<EffectRow>(), new List<EffectSeriesRow>(), new List<PlaceboRow>(), new List<object>());
        foreach (var judged in judgements?.Judge(registered) ?? [])
        {
            var before = kept[judged.Declared.Key].ToArray();
            var stands = before.Length > 0 && (judged.InputsHash is null || judged.InputsHash == before[^1].InputsHash);
            foreach (var one in stands ? before : before.Take(1))
                carried.Add(Carried(one.Id, current: stands && one == before[^1], registered[judged.Declared.Campaign], Sentence.Registered(judged.Assessment.Aim)));
            // A judgement made before placebos were published is the same judgement with them.
            if (stands && judged.InputsHash is not null && !pictured.Contains(before[^1].Id))
                placebos.AddRange(PlaceboRow.Of(before[^1].Id, judged));
            if (stands)
                continue;
            var row = WithSaving(EffectRow.Of(judged, IdOf(judged.Declared, before.Length > 0), restated: before.Length > 0, registered[judged.Declared.Campaign], today), judged);
            rows.Add(row);
            series.AddRange(EffectSeriesRow.Of(row, judged));
            placebos.AddRange(PlaceboRow.Of(row.Id, judged));
        }
        // A verdict stays though its aim was taken away afterwards: that, too, would be choosing after the event.
        var keys = declared.Select(aim => aim.Key).ToHashSet();
        carried.AddRange(kept.Where(aim => !keys.Contains(aim.Key)).SelectMany(aim => aim.Select(one => Carried(one.Id, one == aim.Last(), null, null))));
        Write(rows, series, placebos, carried);
    }

    private void Write(List<EffectRow> rows, List<EffectSeriesRow> series, List<PlaceboRow> placebos, List<object> carried)
    {
        var duck = warehouse.Connection;
        Facts.Load(duck, Set("effects"), rows);
        Facts.Load(duck, Set("effect_series"), series);
        Facts.Load(duck, Set("placebos"), placebos);
        Facts.Load(duck, Set("associations"), associations?.Rows() ?? []);
        Facts.Load(duck, "carried",
            [("id", "VARCHAR"), ("current", "BOOLEAN"), ("told", "BOOLEAN"), ("note", "VARCHAR"), ("registration", "VARCHAR"), ("registered_on", "DATE"), ("registration_hash", "VARCHAR"), ("registration_kept", "BOOLEAN"), ("changed_on", "DATE"), ("changes", "VARCHAR")], carried);
        duck.Run(Figures.Sql("carry_effects"));
    }

    /// <summary>Staff time freed, for an intended claim of fewer contacts or of less time on them: what is known least and most of both factors. Never one number.</summary>
    private EffectRow WithSaving(EffectRow row, Judged judged)
    {
        if (row is not { Verdict: "decreased", Intended: true, CumulativeHigh: < 0 } || !CostOf.TryGetValue(row.Measure, out var priced))
            return row;
        var slice = judged.Declared.Slice;
        var cost = warehouse.Connection.Rows(Figures.Sql(priced), one => (Low: one.GetDouble(0), High: one.GetDouble(1), Basis: one.GetString(2)),
            ("service", slice.Service), ("area", slice.Area), ("from_day", row.EffectFrom), ("to_day", row.EffectTo)).SingleOrDefault();
        return cost.Basis is null ? row : row with
        {
            SavingLow = Math.Round(-row.CumulativeHigh!.Value * cost.Low),
            SavingHigh = Math.Round(-row.CumulativeLow!.Value * cost.High),
            SavingBasis = cost.Basis,
        };
    }

    private static object Carried(string id, bool current, RegisteredCampaign? registered, string? note) => new
    {
        Id = id,
        Current = current,
        Told = registered is not null,
        Note = note,
        Registration = registered?.State,
        registered?.RegisteredOn,
        registered?.RegistrationHash,
        registered?.RegistrationKept,
        registered?.ChangedOn,
        registered?.Changes,
    };

    /// <summary>When the publication before first saw that a campaign was no longer as registered.</summary>
    private Dictionary<string, DateOnly> ChangesSeen() =>
        files.Before("campaigns", null) is { } path && SameColumns("campaigns", path)
            ? warehouse.Connection.Rows($"select campaign, changed_on from read_parquet({Duck.Literal(path)}) where changed_on is not null", row => (row.GetString(0), DateOnly.FromDateTime(row.GetDateTime(1))))
                .ToDictionary(row => row.Item1, row => row.Item2)
            : [];

    /// <summary>A publication of an older product may have other columns: what it judged is judged again.</summary>
    private bool SameColumns(string set, string path) =>
        warehouse.Connection.Rows($"select column_name from (describe from read_parquet({Duck.Literal(path)})) where column_name <> 'ordinal'", row => row.GetString(0)).ToHashSet()
            .SetEquals(Set(set).Columns.Select(column => column.Name));

    private string EmptyOf(string set) => $"select {string.Join(", ", Set(set).Columns.Select(column => $"null::{column.Type} as {Duck.Name(column.Name)}"))} where false";

    private Dataset Set(string name) => inputs.Sets.Single(set => set.Name == name);

    /// <summary>16 hex digits that stand for what a row is about.</summary>
    internal static string IdOf(params string[] parts) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('|', parts))))[..16];

    private static string IdOf(DeclaredAim aim, bool restated) => IdOf(aim.Key.Campaign, aim.Key.Measure, aim.Key.Service, aim.Key.Area, aim.Key.Audience, restated ? "2" : "1");

    private sealed record Kept(string Id, (string, string, string, string, string) Aim, long Judgement, string InputsHash);
}
