using System.Runtime.InteropServices;
using System.Text.Json.Serialization;
using Scalewright.Planning;
using Scalewright.Topologies;

namespace Scalewright.Clusters.State;

/// <summary>One change of a cluster's state; a record of its journal. Each kind stands by itself.</summary>
internal sealed record ClusterChange
{
    /// <summary>The cluster's name; the first change of a state.</summary>
    public string? Name { get; init; }

    /// <summary>What is wanted from now on, as steps from what was wanted before.</summary>
    public IReadOnlyList<StepEntry>? Wanted { get; init; }

    /// <summary>Goes on with the change before it; else what was left of an unfinished one is dropped.</summary>
    public bool IsNext { get; init; }

    /// <summary>More of <see cref="Wanted"/> follows; it counts when the last of it is there.</summary>
    public bool IsPart { get; init; }

    /// <summary>Steps that are about to be ordered.</summary>
    public IReadOnlyList<IntentEntry>? Intents { get; init; }

    /// <summary>What came of one.</summary>
    public ResultEntry? Result { get; init; }

    /// <summary>What was found and is ours.</summary>
    public AdoptionEntry? Adopted { get; init; }

    /// <summary>What is gone without our doing.</summary>
    public ResourceEntry? Gone { get; init; }

    /// <summary>What an engine remembers from now on.</summary>
    public MemoryEntry? Memory { get; init; }
}

/// <summary>A step in a list of steps.</summary>
internal sealed record StepEntry([property: JsonConverter(typeof(PlanStepConverter))] PlanStep Step);

/// <summary>A resource that was found and is ours: as if the step had just been done.</summary>
internal sealed record AdoptionEntry([property: JsonConverter(typeof(PlanStepConverter))] PlanStep Step, ResourceEntry? Resource);

/// <summary>What came of an intent. Without it, nobody knows.</summary>
internal sealed record ResultEntry(string Token, bool IsDone)
{
    /// <summary>What was made or changed; null when removed, not done, or when the provider needs nothing for it.</summary>
    public ResourceEntry? Resource { get; init; }
}

/// <summary>What something that works on the cluster remembers, kept with what is wanted.</summary>
/// <param name="Name">Whose it is, as in <c>engine/my_domain</c>; a later one takes its place.</param>
/// <param name="Value">What it remembers.</param>
internal sealed record MemoryEntry(string Name, JsonElement Value);

/// <summary>A step that is about to be ordered: on disk before the provider hears of it.</summary>
internal sealed record IntentEntry(string Token, [property: JsonConverter(typeof(PlanStepConverter))] PlanStep Step)
{
    /// <summary>The resource of a change or removal.</summary>
    public string? ResourceId { get; init; }
}

/// <summary>Steps inside of changes are written and read by <see cref="PlanStepJson"/>.</summary>
internal sealed class PlanStepConverter : JsonConverter<PlanStep>
{
    // Most steps are shorter: a buffer that grows is copied.
    private const int StepBytes = 1024;

    public override PlanStep Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using JsonDocument document = JsonDocument.ParseValue(ref reader);
        try
        {
            return PlanStepJson.Read(JsonMarshal.GetRawUtf8Value(document.RootElement).ToArray());
        }
        catch (ExpansionException exception)
        {
            throw new JsonException(exception.Message, exception);
        }
    }

    public override void Write(Utf8JsonWriter writer, PlanStep value, JsonSerializerOptions options)
    {
        ArrayBufferWriter<byte> buffer = new(StepBytes);
        PlanStepJson.Write(value, buffer);
        writer.WriteRawValue(buffer.WrittenSpan, skipInputValidation: true);
    }
}
