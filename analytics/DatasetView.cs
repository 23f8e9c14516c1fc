namespace Outcomes.Analytics;

/// <summary>Files of one source that have the same columns.</summary>
/// <param name="Source">The source.</param>
/// <param name="Columns">The columns its SELECT named when they were written.</param>
/// <param name="Constants">Columns of which every row says the same, and what it says: known from the footers, they need not be read.</param>
/// <param name="Files">The files.</param>
internal sealed record Delivery(string Source, IReadOnlySet<string> Columns, IReadOnlyDictionary<string, string> Constants, IReadOnlyList<LakeFile> Files);

/// <summary>The SQL of one dataset's view, made from its contract and from what each source delivered.</summary>
internal static class DatasetView
{
    private static readonly Delivery Undelivered = new("", new HashSet<string>(), new Dictionary<string, string>(), []);

    /// <summary>The statement that makes the view over all deliveries, or a table of what it would show.</summary>
    public static string Create(Dataset dataset, IReadOnlyList<Delivery> deliveries, bool asTable = false)
    {
        var rows = deliveries.Count == 0 ? Nothing(dataset) : Rows(dataset, deliveries);
        if (!dataset.IsDated && deliveries.Select(delivery => delivery.Source).Distinct().Count() > 1)
            rows = $"""
                select * from ({rows})
                qualify row_number() over (partition by {Names(dataset.Key)} order by {Rank(dataset)}, _source) = 1
                """;
        if (dataset.Column("value_kind") is not null)
            rows = PostReadings.Changes(dataset, rows);
        return $"create {(asTable ? "table" : "view")} {Duck.Name(dataset.Name)} as {rows}";
    }

    /// <summary>A view of the same columns that fails with a message when it is read, and not before.</summary>
    public static string CreateUnreadable(Dataset dataset, string why) =>
        $"create view {Duck.Name(dataset.Name)} as {Nothing(dataset).Replace("where false", $"where error({Duck.Literal(why)}) is null", StringComparison.Ordinal)}";

    /// <summary>The number of rows delivered, and of those whose status is missing.</summary>
    public static string CountRows(Dataset dataset, IReadOnlyList<Delivery> deliveries) =>
        $"select count(*), count(*) filter (status = 'missing') from ({(deliveries.Count == 0 ? Nothing(dataset) : Rows(dataset, deliveries))})";

    /// <summary>The number of keys that no rule gives to one source; null where no two sources can have supplied one.</summary>
    public static string? CountConflicts(Dataset dataset, IReadOnlyList<Delivery> deliveries)
    {
        var shared = deliveries.SelectMany(delivery => delivery.Files).GroupBy(file => file.Month)
            .Where(month => month.Select(file => file.Source).Distinct().Count() > 1).Select(month => month.Key).ToHashSet();
        if (shared.Count == 0)
            return null;
        var doubtful = deliveries
            .Select(delivery => delivery with { Files = [.. delivery.Files.Where(file => shared.Contains(file.Month))] })
            .Where(delivery => delivery.Files.Count > 0).ToArray();
        var key = Names(dataset.Key);
        return $"""
            with supplied as (
                select {key}, {(dataset.IsDated ? "0" : Rank(dataset))} as rank, min(_source) <> max(_source) as shared
                from ({Rows(dataset, doubtful)}) group by all
            )
            select count(*) from (from supplied qualify row_number() over (partition by {key} order by rank) = 1) where shared
            """;
    }

    /// <summary>The months in which a value of a column is supplied by more than one source.</summary>
    public static string MonthsSharing(Column column, IReadOnlyList<LakeFile> files) => $"""
        with supplied(month, source, value) as (
            {string.Join("\nunion all\n", files.GroupBy(file => (file.Month, file.Source)).Select(same => $"""
            select distinct {Duck.Literal(same.Key.Month)}, {Duck.Literal(same.Key.Source)}, {Duck.Name(column.Name)}
            from read_parquet([{string.Join(", ", same.Select(file => Duck.Literal(file.LocalPath)))}], hive_partitioning = false)
            """))}
        )
        select distinct month from (select month from supplied group by month, value having min(source) <> max(source))
        """;

    /// <summary>Adds to <c>dataset_source</c> which source delivers which combinations, as the rows tell.</summary>
    public static string Ties(Dataset dataset)
    {
        var account = dataset.Column("account") is not null;
        string Of(string column) =>
            dataset.Column(column) is not null ? $"coalesce(this.{column}, 'not_broken_down')"
            : account && column is not "channel" ? $"case when held.account is null then 'unknown' else coalesce(held.{column}, 'not_broken_down') end"
            : "null::varchar";
        return $"""
            insert into main.dataset_source
            select distinct {Duck.Literal(dataset.Name)}, this._source, this.grain,
                {Of("service")}, {Of("area")}, {Of("channel")}, {Of("platform")}, {(account ? "this.account" : "null")}
            from memory.main.{Duck.Name(dataset.Name)} as this {(account ? "left join social_accounts as held using (account)" : "")}
            """;
    }

    /// <summary>Which source wins: as the contract lists them; else the council's own data files, other sources, and what the product brings.</summary>
    private static string Rank(Dataset dataset)
    {
        var listed = dataset.Precedence.Select((source, index) => $"when _source = {Duck.Literal(source)} then {index}");
        var others = dataset.Precedence.Count;
        return $"case {string.Join(' ', listed)} when starts_with(_source, 'data_') then {others} when starts_with(_source, 'builtin') then {others + 2} else {others + 1} end";
    }

    private static string Rows(Dataset dataset, IEnumerable<Delivery> deliveries) =>
        string.Join("\nunion all\n", deliveries.Select(delivery => $"""
            select {string.Join(", ", dataset.Columns.SelectMany(column => Expressions(dataset, column, delivery)))}, {Duck.Literal(delivery.Source)} as _source
            from read_parquet([{string.Join(", ", delivery.Files.Select(file => Duck.Literal(file.LocalPath)))}], hive_partitioning = false)
            """));

    private static string Nothing(Dataset dataset) =>
        $"select {string.Join(", ", dataset.Columns.SelectMany(column => Expressions(dataset, column, Undelivered)))}, null::varchar as _source where false";

    /// <summary>A column, and for a number its bounds and its status.</summary>
    private static IEnumerable<string> Expressions(Dataset dataset, Column column, Delivery delivery)
    {
        var (name, type) = (Duck.Name(column.Name), column.Name == "status" && dataset.IsDated ? "status" : column.Type);
        var value = delivery.Constants.TryGetValue(column.Name, out var constant) ? Duck.Literal(constant) : delivery.Columns.Contains(column.Name) ? name : "null";
        yield return $"{value}::{type} as {name}";
        if (!column.IsNumber)
            yield break;
        foreach (var bound in new[] { $"{column.Name}_low", $"{column.Name}_high" })
            yield return $"{(delivery.Columns.Contains(bound) ? $"coalesce({Duck.Name(bound)}, {value})" : value)}::{type} as {Duck.Name(bound)}";
        yield return $"{Status(dataset, column, delivery)} as {Duck.Name(column.Name + "_status")}";
    }

    /// <summary>Why a number is or is not there. Texts become statuses only in the rows that need them: of most the row's status is ok, and its files say so.</summary>
    private static string Status(Dataset dataset, Column column, Delivery delivery)
    {
        var name = Duck.Name(column.Name);
        if (!delivery.Columns.Contains(column.Name))
            return "'not_offered'::status";
        var rows = !dataset.IsDated || !delivery.Columns.Contains("status") ? "ok" : delivery.Constants.GetValueOrDefault("status");
        return rows is null
            ? $"case when {name} is null then case when status in ('missing', 'not_offered', 'suppressed') then status::status else 'missing'::status end when status in ('provisional', 'stale') then status::status else 'ok'::status end"
            : $"case when {name} is null then '{(rows is "missing" or "not_offered" or "suppressed" ? rows : "missing")}'::status else '{(rows is "provisional" or "stale" ? rows : "ok")}'::status end";
    }

    private static string Names(IEnumerable<string> columns) => string.Join(", ", columns.Select(Duck.Name));
}
