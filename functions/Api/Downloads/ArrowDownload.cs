using System.Globalization;
using System.Numerics;
using Apache.Arrow;
using Apache.Arrow.Ipc;
using Apache.Arrow.Types;
using DuckDB.NET.Data;

namespace Outcomes.Functions.Api.Downloads;

/// <summary>Rows as an Arrow IPC file (Feather 2), a batch at a time; whole numbers past 64 bits are decimal128.</summary>
internal static class ArrowDownload
{
    private const int Rows = 16 * 1024;

    /// <summary>Makes the file.</summary>
    public static void Make(Download download, string path)
    {
        using var reader = download.Reading.All(download.Skip, download.Top);
        var columns = download.Query.FileColumns;
        var schema = new Schema(columns.Select(column => new Field(column.Name, Column(column).Type, column.MayBeNull)), null);
        using var file = File.Create(path);
        using var writer = new ArrowFileWriter(file, schema, leaveOpen: true);
        writer.WriteStart();
        for (var more = reader.Read(); more;)
        {
            var built = columns.Select(Column).ToArray();
            var count = 0;
            for (; more && count < Rows; count++, more = reader.Read())
                for (var i = 0; i < built.Length; i++)
                    built[i].Append(reader, i);
            using var batch = new RecordBatch(schema, built.Select(column => column.Build()), count);
            writer.WriteRecordBatch(batch);
            download.Rows += count;
        }
        writer.WriteEnd();
    }

    /// <summary>A column being built: its type, how it takes a reader's value, and what it is in the end.</summary>
    private sealed record Building(IArrowType Type, Action<DuckDBDataReader, int> Append, Func<IArrowArray> Build);

    private static Building Column(RelationColumn column)
    {
        switch (column.Kind)
        {
            case Kind.Text:
                var text = new StringArray.Builder();
                return new(StringType.Default, Or(() => text.AppendNull(), (row, i) => text.Append(row.GetString(i))), () => text.Build());
            case Kind.Truth:
                var truth = new BooleanArray.Builder();
                return new(BooleanType.Default, Or(() => truth.AppendNull(), (row, i) => truth.Append(row.GetBoolean(i))), () => truth.Build());
            case Kind.Whole when column.Type == "INTEGER":
                var small = new Int32Array.Builder();
                return new(Int32Type.Default, Or(() => small.AppendNull(), (row, i) => small.Append(row.GetInt32(i))), () => small.Build());
            case Kind.Whole:
                var whole = new Int64Array.Builder();
                return new(Int64Type.Default, Or(() => whole.AppendNull(), (row, i) => whole.Append(row.GetInt64(i))), () => whole.Build());
            case Kind.Huge or Kind.Exact:
                var type = new Decimal128Type(38, column.Kind == Kind.Huge ? 0 : 18);
                var huge = new Decimal128Array.Builder(type);
                return new(type, Or(() => huge.AppendNull(), (row, i) => huge.Append(Text(row, i))), () => huge.Build());
            case Kind.Day:
                var day = new Date32Array.Builder();
                return new(Date32Type.Default, Or(() => day.AppendNull(), (row, i) => day.Append(row.GetFieldValue<DateOnly>(i))), () => day.Build());
            case Kind.Clock:
                var clockType = new Time64Type(TimeUnit.Microsecond);
                var clock = new Time64Array.Builder(clockType);
                return new(clockType, Or(() => clock.AppendNull(), (row, i) => clock.Append(row.GetFieldValue<TimeOnly>(i).Ticks / TimeSpan.TicksPerMicrosecond)), () => clock.Build());
            case Kind.Instant:
                var instantType = new TimestampType(TimeUnit.Microsecond, "UTC");
                var instant = new TimestampArray.Builder(instantType);
                return new(instantType, Or(() => instant.AppendNull(), (row, i) => instant.Append(new DateTimeOffset(row.GetDateTime(i), TimeSpan.Zero))), () => instant.Build());
            default:
                var real = new DoubleArray.Builder();
                return new(DoubleType.Default, Or(() => real.AppendNull(), (row, i) => real.Append(row.GetDouble(i))), () => real.Build());
        }
    }

    private static Action<DuckDBDataReader, int> Or(Action missing, Action<DuckDBDataReader, int> present) => (row, i) =>
    {
        if (row.IsDBNull(i))
            missing();
        else
            present(row, i);
    };

    private static string Text(DuckDBDataReader row, int i) => row.GetValue(i) is BigInteger huge
        ? huge.ToString(CultureInfo.InvariantCulture) : row.GetDecimal(i).ToString(CultureInfo.InvariantCulture);
}
