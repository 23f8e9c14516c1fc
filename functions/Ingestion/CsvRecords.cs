namespace Outcomes.Functions.Ingestion;

/// <summary>
/// Records of delimited text as the bytes they stand as: split, not unquoted. For headers and for files that must be written anew;
/// the rows of a tidy file are read by DuckDB.
/// </summary>
/// <param name="stream">Text in an encoding that keeps ASCII.</param>
/// <param name="delimiter">Between fields.</param>
/// <param name="quote">Around fields that hold delimiters or line ends; doubled within.</param>
/// <param name="longest">Bytes a record may have.</param>
internal sealed class CsvRecords(Stream stream, byte delimiter, byte quote, int longest)
{
    private readonly byte[] buffer = new byte[1 << 16];
    private readonly List<Range> fields = [];
    private byte[] record = new byte[1 << 12];
    private int next, filled, length;

    /// <summary>Fields of the record last read, quotes and all.</summary>
    public int Count => fields.Count;

    /// <summary>Whether text follows a closing quote, or a quote never closes: no field can be trusted.</summary>
    public bool Broken { get; private set; }

    /// <summary>The record last read without its line end.</summary>
    public ReadOnlySpan<byte> Text => record.AsSpan(0, length);

    /// <summary>A field of the record last read.</summary>
    public ReadOnlySpan<byte> this[int field] => record.AsSpan(fields[field]);

    /// <summary>Reads the next record; false at the end. LF, CR and CR LF all end one.</summary>
    public bool Read()
    {
        fields.Clear();
        (length, Broken) = (0, false);
        var (start, quoted, closed) = (0, false, false);
        while (Peek() is var found && found >= 0)
        {
            next++;
            var value = (byte)found;
            if (!quoted && value is (byte)'\n' or (byte)'\r')
            {
                if (value == '\r' && Peek() == '\n')
                    next++;
                fields.Add(start..length);
                return true;
            }
            if (value == quote && (quoted || length == start))
                (quoted, closed) = (!quoted, quoted);
            else if (value == quote && closed && record[length - 1] == quote)
                (quoted, closed) = (true, false);
            else if (value == delimiter && !quoted)
            {
                fields.Add(start..length);
                Append(value);
                (start, closed) = (length, false);
                continue;
            }
            else if (closed && value != ' ')
                Broken = true;
            Append(value);
        }
        Broken |= quoted;
        if (length > 0)
            fields.Add(start..length);
        return length > 0;
    }

    private int Peek()
    {
        if (next == filled)
            (next, filled) = (0, stream.Read(buffer));
        return filled == 0 ? -1 : buffer[next];
    }

    private void Append(byte value)
    {
        if (length == longest)
            throw new InvalidDataException($"a row is longer than {longest:N0} bytes; allowed: up to that. Is a quote left open?");
        if (length == record.Length)
            Array.Resize(ref record, length * 2);
        record[length++] = value;
    }
}
