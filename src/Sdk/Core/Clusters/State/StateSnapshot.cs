using System.Buffers.Text;
using System.Text.Json.Serialization.Metadata;
using Scalewright.Documents;
using Scalewright.Planning;
using Scalewright.Topologies;

namespace Scalewright.Clusters.State;

/// <summary>
/// A state as readable JSON, with one line for each resource, ordered by target and name, and for each intent.
/// </summary>
/// <param name="Name">Name of the cluster.</param>
/// <param name="Epoch">Epoch of the lease holder at the last change.</param>
/// <param name="Desired">Topology that the cluster is to have.</param>
/// <param name="Recorded">Topology of the steps that completed.</param>
/// <param name="Resources">Resources that exist.</param>
/// <param name="Intents">Steps that were requested and have no result.</param>
/// <param name="Parts">Parts of a desired topology that is not yet complete.</param>
/// <param name="Memories">States of components that manage the cluster.</param>
internal sealed record StateSnapshot(
    string Name,
    long Epoch,
    Topology Desired,
    Topology Recorded,
    IReadOnlyList<ResourceEntry> Resources,
    IReadOnlyList<IntentEntry> Intents,
    IReadOnlyList<StepEntry> Parts,
    IReadOnlyList<TurnNote> Memories
)
{
    public void Write(IBufferWriter<byte> output)
    {
        output.Write("{\n\"name\": "u8);
        output.Write(JsonSerializer.SerializeToUtf8Bytes(Name, ClusterJson.Default.String));
        output.Write(",\n\"epoch\": "u8);
        output.Write(JsonSerializer.SerializeToUtf8Bytes(Epoch, ClusterJson.Default.Int64));
        output.Write(",\n\"wanted\": "u8);
        TopologyWriter.WriteJson(Desired, output);
        output.Write(",\"recorded\": "u8);
        TopologyWriter.WriteJson(Recorded, output);
        output.Write(",\"resources\": ["u8);
        WriteResources(output);
        output.Write("],\n\"intents\": ["u8);
        Lines(Intents.OrderBy(entry => entry.Token, StringComparer.Ordinal), ClusterJson.Default.IntentEntry, output);
        output.Write("],\n\"parts\": ["u8);
        Lines(Parts, ClusterJson.Default.StepEntry, output);
        output.Write("],\n\"memories\": ["u8);
        Lines(Memories.OrderBy(note => note.Name, StringComparer.Ordinal), ClusterJson.Default.TurnNote, output);
        output.Write("]\n}\n"u8);
    }

    private void WriteResources(IBufferWriter<byte> output)
    {
        using Utf8JsonWriter writer = new(output);
        bool isFirst = true;
        foreach (ResourceEntry resource in Resources)
        {
            output.Write(isFirst ? "\n"u8 : ",\n"u8);
            ResourceLineWriter.Write(output, writer, resource);
            isFirst = false;
        }
    }

    public static StateSnapshot Read(ReadOnlyMemory<byte> content)
    {
        string name = "";
        long epoch = 0;
        Topology desired = Topology.Empty;
        Topology recorded = Topology.Empty;
        List<ResourceEntry> resources = [];
        List<IntentEntry> intents = [];
        List<StepEntry> parts = [];
        List<TurnNote> memories = [];
        Utf8JsonReader reader = new(content.Span);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string key = reader.GetString()!;
            reader.Read();
            switch (key)
            {
                case "name":
                    name = reader.GetString() ?? "";
                    break;
                case "epoch":
                    epoch = reader.GetInt64();
                    break;
                case "wanted":
                    desired = ReadTopology(content, ref reader);
                    break;
                case "recorded":
                    recorded = ReadTopology(content, ref reader);
                    break;
                case "resources":
                    ReadAll(ref reader, ClusterJson.Default.ResourceEntry, resources);
                    break;
                case "intents":
                    ReadAll(ref reader, ClusterJson.Default.IntentEntry, intents);
                    break;
                case "parts":
                    ReadAll(ref reader, ClusterJson.Default.StepEntry, parts);
                    break;
                case "memories":
                    ReadAll(ref reader, ClusterJson.Default.TurnNote, memories);
                    break;
                default:
                    // Written by a later version that declares this version as compatible.
                    reader.Skip();
                    break;
            }
        }

        return new StateSnapshot(name, epoch, desired, recorded, resources, intents, parts, memories);
    }

    private static Topology ReadTopology(ReadOnlyMemory<byte> content, ref Utf8JsonReader reader)
    {
        int start = (int)reader.TokenStartIndex;
        reader.Skip();
        Topology topology = TopologyReader.Parse(content[start..(int)reader.BytesConsumed], Dialect.Json, "state.json");
        return topology.Name.Length == 0 && topology.Groups.Count == 0 && topology.Networks.Count == 0 ? Topology.Empty : topology;
    }

    private static void ReadAll<T>(ref Utf8JsonReader reader, JsonTypeInfo<T> type, List<T> items)
        where T : class
    {
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (JsonSerializer.Deserialize(ref reader, type) is { } item)
            {
                items.Add(item);
            }
        }
    }

    private static void Lines<T>(IEnumerable<T> items, JsonTypeInfo<T> type, IBufferWriter<byte> output)
    {
        using Utf8JsonWriter writer = new(output);
        bool isFirst = true;
        foreach (T item in items)
        {
            output.Write(isFirst ? "\n"u8 : ",\n"u8);
            writer.Reset();
            JsonSerializer.Serialize(writer, item, type);
            writer.Flush();
            isFirst = false;
        }
    }
}

/// <summary>Writes the same bytes as the serializer in a quarter of the time, for large snapshots.</summary>
internal static class ResourceLineWriter
{
    // Length without the text of the entry; the longest part is "created_at" with its time.
    private const int MaxFrameLength = 192;
    private const int WholeSecondsLength = 19;
    private const int OffsetLength = 6;

    // ASCII characters that the serializer does not escape.
    private static readonly SearchValues<char> Plain = SearchValues.Create(
        " !#$%()*,-./0123456789:;=?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_abcdefghijklmnopqrstuvwxyz{|}~"
    );

    public static void Write(IBufferWriter<byte> output, Utf8JsonWriter writer, ResourceEntry entry)
    {
        if (!IsPlain(entry))
        {
            writer.Reset();
            JsonSerializer.Serialize(writer, entry, ClusterJson.Default.ResourceEntry);
            writer.Flush();
            return;
        }

        int maxLength =
            MaxFrameLength
            + entry.Name.Length
            + entry.Id.Length
            + entry.Token.Length
            + entry.Group.Length
            + entry.Digest.Length
            + entry.Cloud.Length;
        Span<byte> line = output.GetSpan(maxLength);
        int length = 0;
        Add(line, ref length, "{"u8);
        Add(line, ref length, GetTarget(entry.Target));
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
        entry.CreatedAt != default
        && Enum.IsDefined(entry.Target)
        && IsPlain(entry.Name)
        && IsPlain(entry.Id)
        && IsPlain(entry.Token)
        && IsPlain(entry.Group)
        && IsPlain(entry.Digest)
        && IsPlain(entry.Cloud);

    // The text can be null only if another program wrote the file.
    private static bool IsPlain(string? text) => text is not null && !text.AsSpan().ContainsAnyExcept(Plain);

    // The first target is the default, which is not written.
    private static ReadOnlySpan<byte> GetTarget(StepTarget target) =>
        target switch
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

    // The "O" format without trailing zeros in the fraction.
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
