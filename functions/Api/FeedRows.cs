using System.Data.Common;
using System.Globalization;
using System.Numerics;
using System.Text;
using DuckDB.NET.Data;
using DuckDB.NET.Native;

namespace Outcomes.Functions.Api;

/// <summary>
/// The rows of one statement, all of them read from DuckDB before the first is returned, and taken from its vectors as they lie there: a page is some
/// twenty thousand values, and an object for each would take longer than finding them.
/// </summary>
internal sealed unsafe class FeedRows : IDisposable
{
    private const int Inlined = 12;

    private readonly List<DuckDBDataChunk> chunks = [];
    private readonly Vector[] columns;
    private int chunk = -1, row, rows;

    private FeedRows(ref DuckDBResult result)
    {
        columns = new Vector[NativeMethods.Query.DuckDBColumnCount(ref result)];
        for (var i = 0; i < columns.Length; i++)
            columns[i] = new(NativeMethods.Query.DuckDBColumnLogicalType(ref result, i));
        for (var next = NativeMethods.Query.DuckDBFetchChunk(result); !next.IsInvalid; next = NativeMethods.Query.DuckDBFetchChunk(result))
        {
            chunks.Add(next);
            Count += (long)NativeMethods.DataChunks.DuckDBDataChunkGetSize(next);
        }
    }

    /// <summary>How many columns there are.</summary>
    public int Columns => columns.Length;

    /// <summary>How many rows there are.</summary>
    public long Count { get; }

    /// <summary>Runs a statement.</summary>
    /// <param name="connection">Where.</param>
    /// <param name="sql">The statement.</param>
    /// <param name="parameters">Values, those that it refers to among them.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="StatementException">It cannot be run.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static FeedRows Of(DuckDBConnection connection, string sql, SqlParameters parameters, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var native = connection.NativeConnection;
        var isPrepared = NativeMethods.PreparedStatements.DuckDBPrepare(native, sql, out var statement) == DuckDBState.Success;
        using (statement)
        {
            if (!isPrepared)
                throw new StatementException(NativeMethods.PreparedStatements.DuckDBPrepareError(statement));
            parameters.Bind(statement, sql);
            using var stop = cancellationToken.Register(native.Interrupt);
            var isDone = NativeMethods.PreparedStatements.DuckDBExecutePrepared(statement, out var result) == DuckDBState.Success;
            try
            {
                return isDone ? new(ref result)
                    : throw (NativeMethods.Query.DuckDBResultErrorType(ref result) == DuckDBErrorType.Interrupt ? new OperationCanceledException(cancellationToken)
                        : new StatementException(NativeMethods.Query.DuckDBResultError(ref result)));
            }
            finally
            {
                result.Close();
            }
        }
    }

    /// <summary>Goes to the next row; false where there is none.</summary>
    public bool Read()
    {
        if (++row < rows)
            return true;
        while (++chunk < chunks.Count)
        {
            (row, rows) = (0, (int)NativeMethods.DataChunks.DuckDBDataChunkGetSize(chunks[chunk]));
            for (var i = 0; i < columns.Length; i++)
                columns[i].Take(NativeMethods.DataChunks.DuckDBDataChunkGetVector(chunks[chunk], i));
            if (rows > 0)
                return true;
        }
        (row, rows) = (0, 0);
        return false;
    }

    /// <summary>The sum of a BIGINT column over all rows. Afterwards the first row is the next again.</summary>
    public long Sum(int i)
    {
        var sum = 0L;
        while (Read())
            sum += IsNull(i) ? 0 : Whole(i);
        (chunk, row, rows) = (-1, 0, 0);
        return sum;
    }

    /// <summary>Whether a value is null.</summary>
    public bool IsNull(int i) => columns[i].Validity is var valid && valid != null && (valid[row >> 6] >> (row & 63) & 1) == 0;

    /// <summary>A BIGINT or INTEGER.</summary>
    public long Whole(int i) => columns[i].Type switch
    {
        DuckDBType.BigInt => ((long*)columns[i].Data)[row],
        DuckDBType.Integer => ((int*)columns[i].Data)[row],
        _ => (long)Huge(i),
    };

    /// <summary>A HUGEINT, or any whole number; of a DECIMAL its digits.</summary>
    public Int128 Huge(int i) => columns[i].Type switch
    {
        DuckDBType.SmallInt => ((short*)columns[i].Data)[row],
        DuckDBType.Integer => ((int*)columns[i].Data)[row],
        DuckDBType.BigInt => ((long*)columns[i].Data)[row],
        DuckDBType.HugeInt => new Int128(((ulong*)columns[i].Data)[row * 2 + 1], ((ulong*)columns[i].Data)[row * 2]),
        var other => throw new InvalidOperationException($"A value of type {other} is no whole number."),
    };

    /// <summary>A DOUBLE.</summary>
    public double Real(int i) => ((double*)columns[i].Data)[row];

    /// <summary>A DOUBLE, DATE or TIMESTAMPTZ as bits: what has the same is written the same.</summary>
    public long Bits(int i) => columns[i].Type == DuckDBType.Date ? ((int*)columns[i].Data)[row] : ((long*)columns[i].Data)[row];

    /// <summary>A BOOLEAN.</summary>
    public bool Truth(int i) => columns[i].Data[row] != 0;

    /// <summary>A DATE.</summary>
    public DateOnly Day(int i) => DateOnly.FromDayNumber(((int*)columns[i].Data)[row] + DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber);

    /// <summary>A TIME.</summary>
    public TimeOnly Clock(int i) => new(((long*)columns[i].Data)[row] * TimeSpan.TicksPerMicrosecond);

    /// <summary>A TIMESTAMPTZ, in UTC.</summary>
    public DateTime Instant(int i) => DateTime.UnixEpoch.AddTicks(((long*)columns[i].Data)[row] * TimeSpan.TicksPerMicrosecond);

    /// <summary>Words of an ENUM column; 0 where the column is none.</summary>
    public int Words(int i) => columns[i].Words;

    /// <summary>The place of the row's word among the words of an ENUM column.</summary>
    public int Word(int i) => columns[i].Type switch
    {
        DuckDBType.UnsignedTinyInt => columns[i].Data[row],
        DuckDBType.UnsignedSmallInt => ((ushort*)columns[i].Data)[row],
        _ => (int)((uint*)columns[i].Data)[row],
    };

    /// <summary>A VARCHAR as UTF-8, until the next row is read.</summary>
    public ReadOnlySpan<byte> Utf8(int i)
    {
        var text = columns[i].Data + row * 16;
        var length = *(int*)text;
        return new(length <= Inlined ? text + 4 : *(byte**)(text + 8), length);
    }

    /// <summary>A VARCHAR or the word of an ENUM.</summary>
    public string Text(int i) => Words(i) > 0 ? columns[i].WordAt(Word(i)) : Encoding.UTF8.GetString(Utf8(i));

    /// <summary>A value as OData writes it in text.</summary>
    public string Written(int i, Kind kind) => kind == Kind.Exact ? Exact(i) : Kinds.Text(kind, Value(i, kind));

    /// <summary>A value as an object.</summary>
    public object Value(int i, Kind kind) => kind switch
    {
        Kind.Text => Text(i),
        Kind.Truth => Truth(i),
        Kind.Whole => Whole(i),
        Kind.Huge => (BigInteger)Huge(i),
        Kind.Exact => decimal.Parse(Exact(i), CultureInfo.InvariantCulture),
        Kind.Day => Day(i),
        Kind.Clock => Clock(i),
        Kind.Instant => Instant(i),
        _ => Real(i),
    };

    /// <summary>A DECIMAL as it is written: all its digits, and no zero at its end.</summary>
    public string Exact(int i)
    {
        var (huge, scale) = (Huge(i), columns[i].Scale);
        var digits = Int128.Abs(huge).ToString(CultureInfo.InvariantCulture).PadLeft(scale + 1, '0');
        return (Int128.IsNegative(huge) ? "-" : "") + (scale == 0 ? digits : $"{digits[..^scale]}.{digits[^scale..]}".TrimEnd('0').TrimEnd('.'));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var read in chunks)
            read.Dispose();
        foreach (var column in columns)
            column.Dispose();
    }

    /// <summary>A column, and where its values of the chunk at hand are.</summary>
    private struct Vector
    {
        private readonly DuckDBLogicalType type;

        public Vector(DuckDBLogicalType type)
        {
            this.type = type;
            Type = NativeMethods.LogicalType.DuckDBGetTypeId(type);
            if (Type == DuckDBType.Enum)
                (Type, Words) = (NativeMethods.LogicalType.DuckDBEnumInternalType(type), (int)NativeMethods.LogicalType.DuckDBEnumDictionarySize(type));
            else if (Type == DuckDBType.Decimal)
                (Type, Scale) = (NativeMethods.LogicalType.DuckDBDecimalInternalType(type), NativeMethods.LogicalType.DuckDBDecimalScale(type));
        }

        public readonly DuckDBType Type { get; }

        public readonly int Words { get; }

        public readonly int Scale { get; }

        public byte* Data { get; private set; }

        public ulong* Validity { get; private set; }

        public void Take(IntPtr vector)
        {
            Data = (byte*)NativeMethods.Vectors.DuckDBVectorGetData(vector);
            Validity = NativeMethods.Vectors.DuckDBVectorGetValidity(vector);
        }

        public readonly string WordAt(int place) => NativeMethods.LogicalType.DuckDBEnumDictionaryValue(type, place);

        public readonly void Dispose() => type.Dispose();
    }
}

/// <summary>What DuckDB says of a statement that it cannot run.</summary>
internal sealed class StatementException(string message) : DbException(message);
