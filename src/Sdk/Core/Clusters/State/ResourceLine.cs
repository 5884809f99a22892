using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using Scalewright.Planning;

namespace Scalewright.Clusters.State;

/// <summary>
/// Writes a resource as the serializer does, byte by byte the same, in a quarter of its time: a large snapshot is little else.
/// </summary>
internal static class ResourceLine
{
    // "created_at" with its hour is the longest part that is no text of the entry.
    private const int FrameLengthMax = 192;
    private const int WholeSecondsLength = 19;
    private const int OffsetLength = 6;

    // What the serializer writes as it is: ASCII without what it escapes.
    private static readonly SearchValues<char> Plain =
        SearchValues.Create(" !#$%()*,-./0123456789:;=?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_abcdefghijklmnopqrstuvwxyz{|}~");

    public static void Write(IBufferWriter<byte> output, Utf8JsonWriter writer, ResourceEntry entry)
    {
        if (!IsPlain(entry))
        {
            writer.Reset();
            JsonSerializer.Serialize(writer, entry, ClusterJson.Default.ResourceEntry);
            writer.Flush();
            return;
        }

        int lengthMax = FrameLengthMax + entry.Name.Length + entry.Id.Length + entry.Token.Length + entry.Group.Length + entry.Digest.Length + entry.Cloud.Length;
        Span<byte> line = output.GetSpan(lengthMax);
        int length = 0;
        Add(line, ref length, "{"u8);
        Add(line, ref length, TargetOf(entry.Target));
        Add(line, ref length, "\"name\":\""u8, entry.Name);
        Add(line, ref length, "\",\"id\":\""u8, entry.Id);
        Add(line, ref length, "\",\"token\":\""u8, entry.Token);
        Add(line, ref length, "\",\"created_at\":\""u8);
        Add(line, ref length, entry.CreatedAt);
        Add(line, ref length, "\",\"group\":\""u8, entry.Group);
        Add(line, ref length, "\",\"digest\":\""u8, entry.Digest);
        Add(line, ref length, "\",\"cloud\":\""u8, entry.Cloud);
        Add(line, ref length, "\"}"u8);
        output.Advance(length);
    }

    private static bool IsPlain(ResourceEntry entry) =>
        entry.CreatedAt != default && Enum.IsDefined(entry.Target)
        && IsPlain(entry.Name) && IsPlain(entry.Id) && IsPlain(entry.Token) && IsPlain(entry.Group) && IsPlain(entry.Digest) && IsPlain(entry.Cloud);

    // Null comes from a file that another program wrote.
    private static bool IsPlain(string? text) => text is not null && !text.AsSpan().ContainsAnyExcept(Plain);

    // The first of the targets is the default, which is not written.
    private static ReadOnlySpan<byte> TargetOf(StepTarget target) => target switch
    {
        StepTarget.Group => "\"target\":\"Group\","u8,
        StepTarget.Node => "\"target\":\"Node\","u8,
        _ => [],
    };

    private static void Add(Span<byte> line, ref int length, ReadOnlySpan<byte> part)
    {
        part.CopyTo(line[length..]);
        length += part.Length;
    }

    private static void Add(Span<byte> line, ref int length, ReadOnlySpan<byte> before, string text)
    {
        Add(line, ref length, before);
        Ascii.FromUtf16(text, line[length..], out int count);
        length += count;
    }

    // As "O" writes it, without zeros at the end of the fraction.
    private static void Add(Span<byte> line, ref int length, DateTimeOffset time)
    {
        Span<byte> rest = line[length..];
        Utf8Formatter.TryFormat(time, rest, out int count, 'O');
        int kept = count - OffsetLength;
        while (rest[kept - 1] == '0' && kept > WholeSecondsLength)
        {
            kept--;
        }

        kept = kept == WholeSecondsLength + 1 ? WholeSecondsLength : kept;
        rest[(count - OffsetLength)..count].CopyTo(rest[kept..]);
        length += kept + OffsetLength;
    }
}
