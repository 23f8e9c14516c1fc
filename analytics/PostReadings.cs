namespace Outcomes.Analytics;

/// <summary>
/// Turns readings of a post's counts into what each day added, so that they can be summed. Platforms report the same count in three
/// ways, told apart by <c>value_kind</c>: delta (already per day), cumulative (the total so far) and lifetime (one total, known late).
/// </summary>
/// <remarks>
/// Cumulative readings are differenced; the first counts only within 7 days of the post, since an older post's total belongs to days
/// nobody read; a fall stays negative, as platforms take spam back. Of lifetime readings the last counts, on the day of posting.
/// </remarks>
internal static class PostReadings
{
    /// <summary>The SELECT of daily changes over a SELECT of readings with the contract's columns.</summary>
    public static string Changes(Dataset dataset, string readings)
    {
        var numbers = dataset.Columns.Where(column => column.IsNumber).Select(column => column.Name).ToArray();
        var changes = numbers.Select(number => $"{Change(number)} as {Duck.Name(number)}");
        var companions = numbers.SelectMany(number => new[]
        {
            $"case when value_kind = 'cumulative' then {Duck.Name(number)} else {Duck.Name(number + "_low")} end as {Duck.Name(number + "_low")}",
            $"case when value_kind = 'cumulative' then {Duck.Name(number)} else {Duck.Name(number + "_high")} end as {Duck.Name(number + "_high")}",
            $"case when {Duck.Name(number)} is not null or {Duck.Name(number + "_status")} > 'missing'::status then {Duck.Name(number + "_status")} else 'missing'::status end as {Duck.Name(number + "_status")}",
        });
        return $"""
            with readings as (select *, (created_at at time zone 'Europe/London')::date as posted_on from ({readings})),
            changes as (
                select * exclude (posted_on) replace (
                    case when value_kind = 'lifetime' then coalesce(posted_on, date) else date end as date,
                    {string.Join(",\n        ", changes)})
                from readings
                window post as (partition by account, post, value_kind order by date)
                qualify value_kind is distinct from 'lifetime' or lead(date) over post is null
            )
            select * replace ({string.Join(",\n    ", companions)}) from changes
            """;
    }

    private static string Change(string number) =>
        $"""
        case when value_kind = 'cumulative' then {Duck.Name(number)} - coalesce(lag({Duck.Name(number)} ignore nulls) over post, case when date <= posted_on + 7 then 0 end)
            else {Duck.Name(number)} end
        """;
}
