using System.Security.Cryptography;

namespace Scalewright.Journals;

/// <summary>
/// A state as JSON: header in the first line, then the content, then the SHA-256 of the preceding bytes in the last
/// line.
/// </summary>
internal sealed record Snapshot(SnapshotHeader Header, Lineage Lineage, ReadOnlyMemory<byte> Content)
{
    /// <summary>Text between the content and the digits of the checksum.</summary>
    public static ReadOnlySpan<byte> BeforeChecksum => "\n,\"sha256\":\""u8;

    /// <summary>Text after the digits of the checksum.</summary>
    public static ReadOnlySpan<byte> AfterChecksum => "\"}\n"u8;

    /// <summary>End of the first line; replaces the closing brace of the header.</summary>
    public static ReadOnlySpan<byte> BeforeContent => ",\"content\":\n"u8;

    private static int TrailerLength => BeforeChecksum.Length + (2 * SHA256.HashSizeInBytes) + AfterChecksum.Length;

    /// <summary>Reads a snapshot.</summary>
    /// <param name="problems">Receives the problems of the snapshot.</param>
    /// <param name="allocate">Allocates the buffer of the content.</param>
    /// <returns>Null if it is missing, damaged or of a newer format.</returns>
    public static Snapshot? Read(StoreFolder folder, string name, List<Problem> problems, Func<int, Memory<byte>> allocate)
    {
        using IFile? file = folder.OpenIfThere(name);
        if (file is null)
        {
            return null;
        }

        string path = folder.JoinPath(name);
        if (file.Length > Array.MaxLength)
        {
            problems.Add(StateProblems.Unusable(path, $"the file has {file.Length} bytes; {Array.MaxLength} can be read"));
            return null;
        }

        Memory<byte> bytes = allocate((int)file.Length);
        int count = file.ReadFully(0, bytes.Span);
        return Parse(bytes[..count], path, problems);
    }

    private static Snapshot? Parse(ReadOnlyMemory<byte> bytes, string path, List<Problem> problems)
    {
        SnapshotHeader? header = ParseHeader(bytes.Span, out int contentAt);
        if (header?.Format > StateFormat.Current)
        {
            problems.Add(StateProblems.FromFuture(path, header.Format, header.Needs));
            return null;
        }

        if (header is null || !Lineage.TryParse(header.Lineage, out Lineage lineage) || !HasRightChecksum(bytes.Span, contentAt))
        {
            problems.Add(StateProblems.Unusable(path, "the snapshot is damaged"));
            return null;
        }

        return new Snapshot(header, lineage, bytes[contentAt..^TrailerLength]);
    }

    private static SnapshotHeader? ParseHeader(ReadOnlySpan<byte> bytes, out int contentAt)
    {
        int headerLength = bytes.IndexOf(BeforeContent);
        contentAt = headerLength + BeforeContent.Length;
        if (headerLength < 0)
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize([.. bytes[..headerLength], (byte)'}'], JournalJson.Default.SnapshotHeader);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static bool HasRightChecksum(ReadOnlySpan<byte> bytes, int contentAt)
    {
        if (bytes.Length - TrailerLength < contentAt)
        {
            return false;
        }

        ReadOnlySpan<byte> trailer = bytes[^TrailerLength..];
        Span<byte> digits = stackalloc byte[2 * SHA256.HashSizeInBytes];
        WriteDigits(SHA256.HashData(bytes[..^TrailerLength]), digits);
        return trailer.StartsWith(BeforeChecksum)
            && trailer.EndsWith(AfterChecksum)
            && trailer.Slice(BeforeChecksum.Length, digits.Length).SequenceEqual(digits);
    }

    public static void WriteDigits(ReadOnlySpan<byte> checksum, Span<byte> digits)
    {
        for (int index = 0; index < checksum.Length; index++)
        {
            digits[2 * index] = "0123456789abcdef"u8[checksum[index] >> 4];
            digits[(2 * index) + 1] = "0123456789abcdef"u8[checksum[index] & 15];
        }
    }
}
