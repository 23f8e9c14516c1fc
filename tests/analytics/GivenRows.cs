using Outcomes.Analytics;

namespace Outcomes.Tests.Analytics;

/// <summary>A measure's rows written by hand, taken through roll up, protect and compare.</summary>
internal sealed class GivenRows : IDisposable
{
    private readonly Warehouse warehouse;
    private readonly LakeSnapshot snapshot = new([]);
    private readonly DateTimeOffset asOf;
    private readonly Measure measure;
    private string coverage = "", areas = "", ties = "";
    private readonly List<DefinitionBreak> breaks = [];
    private double minimumCoverage = 0.8;

    public GivenRows(Measure measure, string asOf = "2030-01-01")
    {
        (this.measure, this.asOf) = (measure, DateTimeOffset.Parse($"{asOf}T12:00:00Z", System.Globalization.CultureInfo.InvariantCulture));
        warehouse = Warehouse.Open(snapshot, LakeFolder.Datasets);
    }

    /// <summary>Values of (source, from, to, absent[, provisional_until]).</summary>
    public GivenRows Coverage(string source, string from, string to, string absent = "zero", string? provisionalUntil = null)
    {
        coverage += $"{(coverage == "" ? "" : ", ")}('{source}', 'service_contacts', date '{from}', date '{to}', '{absent}', {(provisionalUntil is null ? "null::date" : $"date '{provisionalUntil}'")})";
        return Tie(source);
    }

    /// <summary>Ties a source to combinations: a filter such as <c>area = 'a'</c> is written as (service, area, channel, platform), null for any.</summary>
    public GivenRows TieTo(string source, string? area)
    {
        ties = ties.Replace(Tied(source, null), Tied(source, area));
        return this;
    }

    public GivenRows Area(string area, string type, string? parent = null, string? opened = null, string? closed = null, int? quintile = null)
    {
        string Day(string? day) => day is null ? "null::date" : $"date '{day}'";
        areas += $"{(areas == "" ? "" : ", ")}('{area}', '{type}', {(parent is null ? "null::varchar" : $"'{parent}'")}, {Day(opened)}, {Day(closed)}, {(quintile is null ? "null::integer" : $"{quintile}")})";
        return this;
    }

    public GivenRows Break(string column, string from)
    {
        breaks.Add(new(column, DateOnly.Parse(from, System.Globalization.CultureInfo.InvariantCulture), "counted anew"));
        return this;
    }

    public GivenRows MinimumCoverage(double least)
    {
        minimumCoverage = least;
        return this;
    }

    /// <summary>Rolls up rows (date, grain, service, area, channel, platform, numerator, denominator, item, status, low, high) written as VALUES.</summary>
    public List<Figure> Figures(string values)
    {
        var duck = warehouse.Connection;
        duck.Run($"""
            create or replace temp table coverage as select * from (values {(coverage == "" ? "(null::varchar, null::varchar, null::date, null::date, null::varchar, null::date)" : coverage)})
                as c(source, dataset, from_date, to_date, absent, provisional_until);
            create or replace temp table areas as select * from (values {(areas == "" ? "(null::varchar, null::varchar, null::varchar, null::date, null::date, null::integer)" : areas)})
                as a(area, type, parent, opened_on, closed_on, deprivation_quintile) where area is not null;
            create or replace temp table social_accounts(account varchar, service varchar, area varchar, platform varchar, opened_on date, closed_on date);
            create or replace temp table result as
            select hash(service, area, channel, platform, item) as combo, date::date as date, grain::varchar as grain, service::varchar as service, area::varchar as area, channel::varchar as channel,
                platform::varchar as platform, numerator::bigint as numerator, denominator::bigint as denominator, item::varchar as item,
                status::status as status, low::bigint as low, high::bigint as high
            from (values {values}) as r(date, grain, service, area, channel, platform, numerator, denominator, item, status, low, high);
            """);
        var inputs = new PublicationInputs
        {
            Lake = snapshot,
            Datasets = [],
            Sets = [],
            Measures = [measure],
            AsOf = asOf,
            Created = asOf,
            MinimumCoverage = minimumCoverage,
            Sources = [new("s", "service_contacts", "Contacts", breaks)],
        };
        var figures = new Figures(warehouse, inputs);
        if (ties != "")
            duck.Run($"insert into main.dataset_source values {ties}");
        new Readings(duck, measure, labelled: null, observed: false, silenceIsMissing: false, shared: []).Add();
        figures.RollUp(new(measure, null, [], ["service_contacts"], 1));
        figures.Protect(measure);
        figures.Compare(measure);
        return duck.Rows("select * from figure order by grain, level, service, area, channel, platform, period", Figure.Read);
    }

    public void Dispose() => warehouse.Dispose();

    private GivenRows Tie(string source)
    {
        var tie = Tied(source, null);
        if (!ties.Contains(tie))
            ties += (ties == "" ? "" : ", ") + tie;
        return this;
    }

    private static string Tied(string source, string? area) =>
        $"('service_contacts', '{source}', null, null, {(area is null ? "null" : $"'{area}'")}, null, null, null)";
}
