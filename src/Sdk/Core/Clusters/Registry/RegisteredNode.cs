using System.Text.Json.Serialization;
using Scalewright.Clusters.Selection;

namespace Scalewright.Clusters.Registry;

/// <summary>A node that programs share.</summary>
/// <param name="Name">Unique name in the register.</param>
/// <param name="Address">Network address.</param>
public sealed record RegisteredNode(string Name, string Address)
{
    /// <summary>Name of the node in a job; empty for none.</summary>
    public string Tag { get; init; } = "";

    /// <summary>Additional facts, available to selectors.</summary>
    [JsonConverter(typeof(ValueMapConverter<FactValue>))]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    [JsonPropertyName("parameters")]
    public ValueMap<FactValue> Facts { get; init; } = ValueMap<FactValue>.Empty;
}
