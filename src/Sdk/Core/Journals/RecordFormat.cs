using System.Buffers.Text;

namespace Scalewright.Journals;

/// <summary>
/// A record is a line of text: length of the JSON in bytes, CRC-32C, sequence, epoch, durable sequence, JSON, line
/// feed. Example: <c>00000016 410259d1 000000000000117 0000000003 000000000000116 {"node":"web-1"}</c>. The checksum
/// covers the whole line except itself.
/// </summary>
internal static class RecordFormat
{
    public const int PrefixLength = 61;

    /// <summary>Maximum length of the JSON of a record: 16 MiB.</summary>
    public const int MaxJsonLength = 16 * 1024 * 1024;

    private const int LengthDigits = 8;
    private const int ChecksumAt = 9;
    private const int SequenceAt = 18;
    private const int SequenceDigits = 15;
    private const int EpochAt = 34;
    private const int EpochDigits = 10;
    private const int DurableAt = 45;

    public static int LineLength(int jsonLength) => PrefixLength + jsonLength + 1;

    public static void Write(IBufferWriter<byte> output, in JournalRecord record)
    {
        int length = LineLength(record.Json.Length);
        Write(output.GetSpan(length)[..length], record, record.Json.Span);
        output.Advance(length);
    }

    /// <param name="line">Receives the record; as long as <see cref="LineLength"/> returns.</param>
    /// <param name="record">The record; its JSON is ignored.</param>
    public static void Write(Span<byte> line, in JournalRecord record, ReadOnlySpan<byte> json)
    {
        WriteNumber(line[..LengthDigits], json.Length);
        WriteNumber(line.Slice(SequenceAt, SequenceDigits), record.Sequence);
        WriteNumber(line.Slice(EpochAt, EpochDigits), record.Epoch);
        WriteNumber(line.Slice(DurableAt, SequenceDigits), record.DurableSequence);
        line[ChecksumAt - 1] = line[SequenceAt - 1] = line[EpochAt - 1] = line[DurableAt - 1] = line[PrefixLength - 1] = (byte)' ';
        json.CopyTo(line[PrefixLength..]);
        line[^1] = (byte)'\n';
        Utf8Formatter.TryFormat(Checksum(line), line[ChecksumAt..], out _, new StandardFormat('x', 8));
    }

    /// <summary>Reads the line that starts with the given bytes.</summary>
    /// <param name="bytes">Bytes of a file, from the start of a line.</param>
    /// <param name="record">The record; its JSON is left empty.</param>
    /// <param name="lineLength">Length of the line, also if more bytes are needed; 0 if this is not a record.</param>
    public static RecordProbe Read(ReadOnlySpan<byte> bytes, out JournalRecord record, out int lineLength)
    {
        record = default;
        lineLength = 0;
        if (bytes.Length < PrefixLength)
        {
            return RecordProbe.Short;
        }

        if (!HasShape(bytes) || !ReadNumber(bytes[..LengthDigits], out long jsonLength) || jsonLength > MaxJsonLength)
        {
            return RecordProbe.Damaged;
        }

        lineLength = LineLength((int)jsonLength);
        return bytes.Length < lineLength ? RecordProbe.Short : Judge(bytes[..lineLength], out record);
    }

    /// <summary>Returns the first position at which a record could start; negative if not found.</summary>
    public static int FindShape(ReadOnlySpan<byte> bytes)
    {
        for (int at = 0; at + PrefixLength <= bytes.Length; at++)
        {
            if (HasShape(bytes[at..]))
            {
                return at;
            }
        }

        return -1;
    }

    private static RecordProbe Judge(ReadOnlySpan<byte> line, out JournalRecord record)
    {
        record = default;
        if (
            line[^1] != '\n'
            || !ReadChecksum(line.Slice(ChecksumAt, 8), out uint checksum)
            || checksum != Checksum(line)
            || !ReadNumber(line.Slice(SequenceAt, SequenceDigits), out long sequence)
            || !ReadNumber(line.Slice(EpochAt, EpochDigits), out long epoch)
            || !ReadNumber(line.Slice(DurableAt, SequenceDigits), out long durable)
        )
        {
            return RecordProbe.Damaged;
        }

        record = new JournalRecord(sequence, epoch, durable, default);
        return RecordProbe.Whole;
    }

    private static bool HasShape(ReadOnlySpan<byte> bytes) =>
        bytes[ChecksumAt - 1] == ' '
        && bytes[SequenceAt - 1] == ' '
        && bytes[EpochAt - 1] == ' '
        && bytes[DurableAt - 1] == ' '
        && bytes[PrefixLength - 1] == ' ';

    private static uint Checksum(ReadOnlySpan<byte> line) =>
        Crc32C.End(Crc32C.Add(Crc32C.Add(Crc32C.Start, line[..ChecksumAt]), line[(SequenceAt - 1)..]));

    private static void WriteNumber(Span<byte> digits, long number)
    {
        for (int index = digits.Length - 1; index >= 0; index--)
        {
            digits[index] = (byte)('0' + (number % 10));
            number /= 10;
        }

        ArgumentOutOfRangeException.ThrowIfNotEqual(number, 0);
    }

    private static bool ReadNumber(ReadOnlySpan<byte> digits, out long number)
    {
        number = 0;
        foreach (byte digit in digits)
        {
            if (digit is < (byte)'0' or > (byte)'9')
            {
                return false;
            }

            number = (number * 10) + digit - '0';
        }

        return true;
    }

    // Lowercase only: each checksum has one spelling, so that every changed bit is detected.
    private static bool ReadChecksum(ReadOnlySpan<byte> digits, out uint checksum)
    {
        checksum = 0;
        foreach (byte digit in digits)
        {
            if (digit is not ((>= (byte)'0' and <= (byte)'9') or (>= (byte)'a' and <= (byte)'f')))
            {
                return false;
            }

            checksum = (checksum << 4) | (uint)(digit <= '9' ? digit - '0' : digit - 'a' + 10);
        }

        return true;
    }
}

internal enum RecordProbe
{
    Whole,

    /// <summary>Possibly the start of a record; more bytes are needed.</summary>
    Short,

    Damaged,
}
