using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Scalewright.Documents;
using Scalewright.Topologies;

namespace Scalewright.Clusters.State;

/// <summary>A whole cluster state as one JSON object that a person can read: a line for each resource, by target and name, and each open intent.</summary>
internal sealed record StateSnapshot(
    string Name, long Epoch, Topology Wanted, Topology Recorded, IReadOnlyList<ResourceEntry> Resources, IReadOnlyList<IntentEntry> Intents,
    IReadOnlyList<StepEntry> Parts, IReadOnlyList<MemoryEntry> Memories)
{
    public void Write(IBufferWriter<byte> output)
    {
        output.Write("{\n\"name\": "u8);
        output.Write(JsonSerializer.SerializeToUtf8Bytes(Name, ClusterJson.Default.String));
        output.Write(",\n\"epoch\": "u8);
        output.Write(JsonSerializer.SerializeToUtf8Bytes(Epoch, ClusterJson.Default.Int64));
        output.Write(",\n\"wanted\": "u8);
        TopologyWriter.WriteJson(Wanted, output);
        output.Write(",\"recorded\": "u8);
        TopologyWriter.WriteJson(Recorded, output);
        output.Write(",\"resources\": ["u8);
        WriteResources(output);
        output.Write("],\n\"intents\": ["u8);
        Lines(Intents.OrderBy(entry => entry.Token, StringComparer.Ordinal), ClusterJson.Default.IntentEntry, output);
        output.Write("],\n\"parts\": ["u8);
        Lines(Parts, ClusterJson.Default.StepEntry, output);
        output.Write("],\n\"memories\": ["u8);
        Lines(Memories.OrderBy(entry => entry.Name, StringComparer.Ordinal), ClusterJson.Default.MemoryEntry, output);
        output.Write("]\n}\n"u8);
    }

    private void WriteResources(IBufferWriter<byte> output)
    {
        using Utf8JsonWriter writer = new(output);
        bool isFirst = true;
        foreach (ResourceEntry resource in Resources)
        {
            output.Write(isFirst ? "\n"u8 : ",\n"u8);
            ResourceLine.Write(output, writer, resource);
            isFirst = false;
        }
    }

    public static StateSnapshot Read(ReadOnlyMemory<byte> content)
    {
        string name = "";
        long epoch = 0;
        Topology wanted = Topology.Empty;
        Topology recorded = Topology.Empty;
        List<ResourceEntry> resources = [];
        List<IntentEntry> intents = [];
        List<StepEntry> parts = [];
        List<MemoryEntry> memories = [];
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
                    wanted = ReadTopology(content, ref reader);
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
                    ReadAll(ref reader, ClusterJson.Default.MemoryEntry, memories);
                    break;
                default:
                    // Of a later version that still calls itself readable by this one.
                    reader.Skip();
                    break;
            }
        }

        return new StateSnapshot(name, epoch, wanted, recorded, resources, intents, parts, memories);
    }

    private static Topology ReadTopology(ReadOnlyMemory<byte> content, ref Utf8JsonReader reader)
    {
        int start = (int)reader.TokenStartIndex;
        reader.Skip();
        Topology topology = TopologyReader.Read(content[start..(int)reader.BytesConsumed], Dialect.Json, "state.json");
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
