using Scalewright.Journals;

namespace Scalewright.Decisions;

/// <summary>Format of a line with a decision: a JSON object whose last member is its CRC-32C.</summary>
internal static class DecisionLineFormat
{
    private const int DigitCount = 8;

    private static ReadOnlySpan<byte> Checksum => ",\"crc\":\""u8;

    private static ReadOnlySpan<byte> End => "\"}"u8;

    private static int TailLength => Checksum.Length + DigitCount + End.Length;

    public static byte[] Write(StoredDecisionLine line)
    {
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(line, DecisionJson.Default.StoredDecisionLine);
        ReadOnlySpan<byte> start = json.AsSpan(0, json.Length - 1);
        byte[] digits = Encoding.UTF8.GetBytes(GetChecksum(start));
        return [.. start, .. Checksum, .. digits, .. End, (byte)'\n'];
    }

    /// <param name="line">The line without its line feed.</param>
    /// <exception cref="JsonException">The line is damaged.</exception>
    public static StoredDecisionLine Read(ReadOnlySpan<byte> line)
    {
        int length = line.Length - TailLength;
        ReadOnlySpan<byte> tail = length > 0 ? line[length..] : [];
        if (!tail.StartsWith(Checksum) || !tail.EndsWith(End))
        {
            throw new JsonException("it does not end with a checksum");
        }

        ReadOnlySpan<byte> digits = tail.Slice(Checksum.Length, DigitCount);
        return Encoding.UTF8.GetBytes(GetChecksum(line[..length])).AsSpan().SequenceEqual(digits)
            ? JsonSerializer.Deserialize(line, DecisionJson.Default.StoredDecisionLine) ?? throw new JsonException("it is empty")
            : throw new JsonException("its checksum is wrong");
    }

    private static string GetChecksum(ReadOnlySpan<byte> bytes) =>
        Crc32C.End(Crc32C.Add(Crc32C.Start, bytes)).ToString("x8", CultureInfo.InvariantCulture);
}
