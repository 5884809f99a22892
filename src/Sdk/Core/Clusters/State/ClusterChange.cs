using System.Runtime.InteropServices;
using System.Text.Json.Serialization;
using Scalewright.Planning;
using Scalewright.Topologies;

namespace Scalewright.Clusters.State;

/// <summary>
/// A change of a cluster's state, stored as one record of its journal. The properties are independent of each other.
/// </summary>
internal sealed record ClusterChange
{
    /// <summary>Name of the cluster; set in the first change of a state.</summary>
    public string? Name { get; init; }

    /// <summary>New desired topology, as steps from the previous one.</summary>
    public IReadOnlyList<StepEntry>? Wanted { get; init; }

    /// <summary>
    /// True if this change continues the previous one. Otherwise, an unfinished previous change is dropped.
    /// </summary>
    public bool IsNext { get; init; }

    /// <summary>True if more of <see cref="Wanted"/> follows; it takes effect with its last part.</summary>
    public bool IsPart { get; init; }

    /// <summary>Steps that are about to be requested.</summary>
    public IReadOnlyList<IntentEntry>? Intents { get; init; }

    /// <summary>Result of an earlier intent.</summary>
    public ResultEntry? Result { get; init; }

    /// <summary>Found resource that the state did not contain.</summary>
    public AdoptionEntry? Adopted { get; init; }

    /// <summary>Resource that disappeared, although the cluster did not request its removal.</summary>
    public ResourceEntry? Gone { get; init; }

    /// <summary>New state of a component that manages the cluster.</summary>
    public TurnNote? Memory { get; init; }
}

internal sealed record StepEntry([property: JsonConverter(typeof(PlanStepConverter))] PlanStep Step);

/// <summary>A found resource of the cluster, recorded as if the step had just completed.</summary>
internal sealed record AdoptionEntry([property: JsonConverter(typeof(PlanStepConverter))] PlanStep Step, ResourceEntry? Resource);

/// <summary>Result of an intent. Without it, the outcome is unknown.</summary>
internal sealed record ResultEntry(string Token, bool IsDone)
{
    /// <summary>
    /// Created or changed resource; null if it was removed, if the step was not done, or if the provider needs no
    /// resource.
    /// </summary>
    public ResourceEntry? Resource { get; init; }
}

/// <summary>A step that is about to be requested; written to disk before the provider is called.</summary>
internal sealed record IntentEntry(string Token, [property: JsonConverter(typeof(PlanStepConverter))] PlanStep Step)
{
    public string? ResourceId { get; init; }
}

/// <summary>Serializes steps in changes with <see cref="PlanStepJson"/>.</summary>
internal sealed class PlanStepConverter : JsonConverter<PlanStep>
{
    // Larger than most steps, because a growing buffer is copied.
    private const int StepBytes = 1024;

    public override PlanStep Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using JsonDocument document = JsonDocument.ParseValue(ref reader);
        try
        {
            return PlanStepJson.Parse(JsonMarshal.GetRawUtf8Value(document.RootElement).ToArray());
        }
        catch (ExpansionException exception)
        {
            throw new JsonException(exception.Message, exception);
        }
    }

    public override void Write(Utf8JsonWriter writer, PlanStep value, JsonSerializerOptions options)
    {
        using PooledBufferWriter buffer = new(StepBytes);
        PlanStepJson.Write(value, buffer);
        writer.WriteRawValue(buffer.WrittenSpan, skipInputValidation: true);
    }
}
